using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Tests.Bgp;
using Router.Wire;

namespace Router.Tests.Monitoring;

/// <summary>Routes after policy (RFC 7854 §4.2, §5) and the Loc-RIB (RFC 9069), as a collector reads them.</summary>
public sealed class BmpViewTests
{
    // RFC 7854 §4.2: a global instance peer; the L flag. RFC 9069 §4.1: a Loc-RIB instance peer.
    private const string PostPolicy = "0040";
    private const string LocRib = "0300";
    private const string PrePolicy = "0000";

    private TestNet _net = null!;
    private TestNode _here = null!;
    private TestNode _peer = null!;
    private BmpExporter _exporter = null!;

    [Test]
    public void After_policy_there_is_what_policy_left()
    {
        Start(BgpMonitorViews.PostPolicy);
        Connect();
        _net.Run(10);
        Run();
        Take();
        _peer.Originate("198.51.100.0/24");
        _peer.Originate("10.0.0.0/8");
        Run();
        (string view, string update) = Routes().Single();
        Assert.Multiple(() =>
        {
            Assert.That(view, Is.EqualTo(PostPolicy), "and nothing before policy");
            Assert.That(update, Does.EndWith("18C63364"), "10.0.0.0/8 is refused");
            Assert.That(update, Does.Contain("400504000000C8"), "LOCAL_PREF 200, which is the policy's");
            Assert.That(update, Does.Contain("40020602010000FDE9"), "an AS_PATH of four-octet numbers");
        });
        Take();
        _peer.Speaker.WithdrawOrigination(Prefix.Parse("198.51.100.0/24"), _net.Now);
        Run();

        // RFC 7911 §3: with the path identifier, as the session has it.
        Assert.That(Routes().Single(), Is.EqualTo((PostPolicy, Marker + "001F0200" + "0800000001" + "18C633640000")));
    }

    [Test]
    public void The_loc_rib_is_a_peer_of_its_own()
    {
        Start(BgpMonitorViews.LocRib);
        Connect();
        OctetReader body = BmpReader.Messages(_exporter).Single(message => message.Type == 3).Body;

        // RFC 9069 §4.2: peer address zero, the speaker's own AS and identifier.
        Assert.That(body.Hex(2 + 8 + 16), Is.EqualTo(LocRib + new string('0', 48)));
        Assert.That((body.UInt32(), body.V4().ToString()), Is.EqualTo((64512u, "10.9.0.1")));
        body.Take(8);

        // §5.3: no address, no ports, an OPEN of its own twice, the name of the table.
        Assert.That(body.Hex(20), Is.EqualTo(new string('0', 40)));
        byte[] sent = BmpReader.Message(body);
        Assert.That(BmpReader.Message(body), Is.EqualTo(sent));
        Assert.That(Convert.ToHexString(sent), Does.Contain("41040000FC00"), "AS numbers of four octets");

        // RFC 8950 §4, RFC 8654 §3: what the routes of some peers need.
        Assert.That(Convert.ToHexString(sent), Does.Contain("0506" + "000100010002").And.Contain("0600"));
        Assert.That((body.UInt16(), body.Take(body.UInt16())), Is.EqualTo((3, "global"u8.ToArray())));
        Assert.That(body.IsEnd);
    }

    [Test]
    public void The_loc_rib_has_what_was_chosen()
    {
        Start(BgpMonitorViews.LocRib);
        Connect();
        _net.Run(10);
        Run();
        Take();
        _here.Originate("203.0.113.0/24");
        _peer.Originate("198.51.100.0/24");
        Run();
        Assert.Multiple(() =>
        {
            Assert.That(Routes().Select(route => route.View), Is.All.EqualTo(LocRib));
            Assert.That(
                Routes().Select(route => route.Update[^8..]), Is.EquivalentTo(new[] { "18CB0071", "18C63364" }));
        });
        Take();
        _here.Speaker.RemovePeer(0, _net.Now);
        Run();
        Assert.That(Routes().Single(), Is.EqualTo((LocRib, Marker + "001B0200" + "0418C633640000")));
    }

    [Test]
    public void A_late_collector_gets_all_views_and_their_ends()
    {
        Start(BgpMonitorViews.PrePolicy | BgpMonitorViews.PostPolicy | BgpMonitorViews.LocRib);
        _peer.Originate("198.51.100.0/24");
        _here.Originate("2001:db8::/32");
        _net.Run(10);
        Connect();
        Run();
        ILookup<string, string> routes = Routes().ToLookup(route => route.View, route => route.Update);
        Assert.Multiple(() =>
        {
            Assert.That(routes[PrePolicy].Count(update => update.EndsWith("18C63364", StringComparison.Ordinal)),
                Is.EqualTo(1));
            Assert.That(routes[PostPolicy].Count(update => update.EndsWith("18C63364", StringComparison.Ordinal)),
                Is.GreaterThanOrEqualTo(1), "by the walk, and when the peer said it again");

            // RFC 4724 §2: what ends IPv4, then IPv6.
            Assert.That(routes[PostPolicy], Has.Some.EqualTo(Marker + "00170200000000"));
            Assert.That(routes[LocRib].Last(), Is.EqualTo(Marker + "001D02000000068" + "00F03000201"));
            Assert.That(routes[LocRib].Count(update => update.Contains("2020010DB8", StringComparison.Ordinal)),
                Is.EqualTo(1));
        });
    }

    [Test]
    public void A_walk_waits_for_the_collector()
    {
        Start(BgpMonitorViews.LocRib);
        for (int i = 0; i < 20_000; i++)
        {
            // Attributes of its own for each, so that each is an UPDATE.
            _here.Originate($"100.{64 + (i >> 8)}.{i & 255}.0/24", new BgpOrigination { Med = (uint)i });
        }

        _net.Run(1);
        Connect();
        for (int i = 0; i < 1000; i++)
        {
            _exporter.Poll(_net.Now);
        }

        Assert.That(_exporter.Output.Count, Is.InRange(256 * 1024, 300 * 1024));
        Assert.That(_exporter.PollAt(), Is.GreaterThan(_net.Now), "it is not asked before something is taken");
        int routes = 0;
        while (_exporter.Output.Count > 0)
        {
            routes += Routes().Count;
            Take();
            _exporter.Poll(_net.Now);
        }

        Assert.That(routes, Is.EqualTo(20_000 + 2), "and the ends of two tables");
        Assert.That(_exporter.MustHangUp, Is.False);
    }

    private static string Marker => new('F', 32);

    private void Start(BgpMonitorViews views)
    {
        _net = new TestNet();
        var monitors = new BgpMonitors();
        _here = _net.Add("10.9.0.1", change: options => options with { Monitor = monitors });
        _peer = _net.Add("10.9.0.2", 65001);
        _exporter = new BmpExporter(_here.Speaker, new WallClock(0),
            new BmpOptions { Name = "node01", Description = "a speaker", Views = views });
        monitors.Add(_exporter);
        _here.Peer(_peer, options => options with { Policy = new Preferring() });
        _peer.Peer(_here, options => options with { Passive = true });
    }

    private void Connect()
    {
        Assert.That(_exporter.WantsConnection(_net.Now));
        _exporter.OnConnected(_net.Now);
    }

    private void Take() => _exporter.Output.Take(_exporter.Output.Count);

    private void Run()
    {
        for (int i = 0; i < 3; i++)
        {
            _exporter.Poll(_net.Now);
            _net.Run(1);
        }

        _exporter.Poll(_net.Now);
    }

    /// <summary>Route Monitoring: peer type and flags, and the UPDATE.</summary>
    private List<(string View, string Update)> Routes() =>
        [.. BmpReader.Messages(_exporter).Where(message => message.Type == 0).Select(message =>
        {
            string view = message.Body.Hex(2);
            message.Body.Take(40);
            return (view, Convert.ToHexString(BmpReader.Message(message.Body)));
        })];

    private sealed class Preferring : IBgpPolicy
    {
        public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
        {
            edit.LocalPref = 200;
            return prefix.Length > 8;
        }

        public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) => true;
    }
}
