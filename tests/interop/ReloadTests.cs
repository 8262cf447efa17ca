using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// <c>router bgp</c> reads its file again beside two BIRDs: one whose neighbour entry changes, one whose does not.
/// </summary>
public sealed class ReloadTests
{
    private const string Port = "eth0";
    private const string Us = "10.99.0.1";
    private const string Changed = "10.99.0.2";
    private const string Same = "10.99.0.3";

    private const string Kept = "203.0.113.0/24";
    private const string Filtered = "192.0.2.0/24";
    private const string TheirKept = "198.51.100.0/24";
    private const string TheirFiltered = "198.18.0.0/24";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private Stage _stage = null!;

    private RouterSpeaker Ours => _stage.Ours;

    [OneTimeSetUp]
    public void Establish() => _stage = new Stage();

    [OneTimeTearDown]
    public void End() => _stage.Dispose();

    [SetUp]
    public void Begin()
    {
        Reload(File(First, Second), "reload: ");
        Expect("all routes everywhere", () => _stage.Bird.HasRoute(Filtered, Us) && _stage.Other.HasRoute(Filtered, Us)
            && Ours.HasRoute(TheirFiltered) && Ours.HasRoute("198.19.0.0/24"));
    }

    private static string First => $"{{ address: {Changed}, asn: 65002, import: all, export: all, connectRetry: 1s }}";

    private static string Second => $"{{ address: {Same}, asn: 65003, import: all, export: all, connectRetry: 1s }}";

    [Test]
    public void A_file_with_mistakes_changes_nothing_and_all_are_told()
    {
        string[] before = Sessions();
        Reload(File("{ address: 10.99.0.2, holdtime: 3s }", Second), "reload refused");
        Assert.Multiple(() =>
        {
            Assert.That(Ours.Log, Does.Contain("unknown key 'holdtime'").And.Contains("'asn' is missing"));
            Assert.That(Ours.Exec("configure check").Both, Does.Contain("holdtime").And.Contains("asn"));
            Assert.That(Sessions(), Is.EqualTo(before));
            Assert.That(_stage.Other.HasRoute(Kept, Us));
        });
    }

    [Test]
    public void A_change_of_policy_keeps_the_session_and_tells_only_what_differs()
    {
        string[] before = Sessions();
        using var wire = new WireCapture(_stage.Place, Port);
        Reload(File(
            $"{{ address: {Changed}, asn: 65002, import: in, export: out, maxPrefixes: 100, connectRetry: 1s }}",
            Second,
            $$"""
            policy:
              in: { default: accept, rules: [{ prefix: {{TheirFiltered}}, action: reject }] }
              out: { default: accept, rules: [{ prefix: {{Filtered}}, action: reject }] }
            """), "peers: 1 changed");
        Expect("what is filtered is gone, the rest is not",
            () => !_stage.Bird.HasRoute(Filtered, Us) && !Ours.HasRoute(TheirFiltered));
        Assert.Multiple(() =>
        {
            Assert.That(_stage.Bird.HasRoute(Kept, Us));
            Assert.That(Ours.HasRoute(TheirKept));
            Assert.That(Sessions(), Is.EqualTo(before), "since when sessions are up");
        });

        string why = Ours.Exec($"show filters test {Filtered} {Changed}").Must().Output;
        Assert.That(why, Does.Contain("out rule 1"), "which rule decides");

        // RFC 4271 §4.3: one withdrawal of 192.0.2.0/24; RFC 2918: one request. Type octets 02 and 05.
        string[] sent = [.. SentTo(wire.Stop(), Changed).Where(static message => message[37] is '2' or '5')];
        Assert.That(sent, Is.EquivalentTo(new[]
        {
            "ffffffffffffffffffffffffffffffff001b02000418c000020000",
            "ffffffffffffffffffffffffffffffff00170500010001",
        }));

        // The other one hears that what is not taken any more is gone.
        Assert.That(SentTo(wire, Same).Where(static message => message[37] is '2' or '5'),
            Is.EqualTo(new[] { "ffffffffffffffffffffffffffffffff001b02000418c612000000" }));
    }

    [Test]
    public void What_needs_another_session_resets_that_neighbour_alone()
    {
        string other = Since(_stage.Other);
        string before = Since(_stage.Bird);
        Ours.Write(File(
            $"{{ address: {Changed}, asn: 65002, import: all, export: all, holdTime: 33s, connectRetry: 1s }}",
            Second));
        Assert.That(Ours.Exec("configure").Both, Does.Contain("Reconfigured"), () => Ours.Log);
        Expect("the neighbour is back with everything", () => Since(_stage.Bird) != before
            && _stage.Bird.HasRoute(Filtered, Us) && Ours.HasRoute(TheirFiltered));
        Assert.Multiple(() =>
        {
            // RFC 4486 §4: Cease, Other Configuration Change, in BIRD's words.
            Assert.That(_stage.Bird.Log, Does.Contain("Received: Other configuration change"));
            Assert.That(_stage.Bird.Ask("show protocols all p1"), Does.Match(@"Hold timer: +[0-9.]+/33"));
            Assert.That(Since(_stage.Other), Is.EqualTo(other));
        });
    }

    [Test]
    public void A_password_is_asked_for_as_long_as_the_file_has_one()
    {
        string passive = $"{{ address: {Changed}, asn: 65002, passive: true, import: all, export: all }}";
        Reload(File(passive[..^2] + ", password: secret }", Second), "peers: 1 reset");
        Expect("BIRD, which signs nothing, is not answered",
            () => _stage.Bird.Ask("show protocols p1").Contains("Connect", StringComparison.Ordinal));
        Eventually.Stays("without the key nobody comes in", () => !_stage.Bird.IsEstablished("p1"),
            TimeSpan.FromSeconds(2), Picture);
        Reload(File(passive, Second), "peers: 1 reset");
        Expect("without a password the neighbour is back", () => _stage.Bird.HasRoute(Kept, Us));
    }

    [Test]
    public void Neighbours_and_prefixes_come_and_go()
    {
        string other = Since(_stage.Other);
        Reload(File(string.Empty, Second, "originate: [100.64.0.0/24]"), "peers: 1 removed");
        Expect("the prefixes are others",
            () => _stage.Other.HasRoute("100.64.0.0/24", Us) && !_stage.Other.HasRoute(Kept, Us));
        Assert.Multiple(() =>
        {
            Assert.That(_stage.Bird.Log, Does.Contain("Received: Peer de-configured"));
            Assert.That(_stage.Bird.IsEstablished("p1"), Is.False);
        });
        Reload(File(First, Second), "peers: 1 added");
        Expect("the neighbour is back", () => _stage.Bird.HasRoute(Kept, Us) && Ours.HasRoute(TheirKept));
        Assert.That(Since(_stage.Other), Is.EqualTo(other));
    }

    [Test]
    public void What_waits_for_a_restart_is_named()
    {
        string[] before = Sessions();
        Reload(File(First, Second).Replace("asn: 65001\n", "asn: 65009\n", StringComparison.Ordinal),
            "asn changed: that takes a restart");
        Assert.That(Sessions(), Is.EqualTo(before));
    }

    private static string File(string first, string second, string more = "") =>
        $$"""
        asn: 65001
        listen: [{{Us}}]
        neighbors:
          {{(first.Length == 0 ? string.Empty : "- " + first)}}
          - {{second}}
        {{(more.Contains("originate", StringComparison.Ordinal) ? string.Empty : $"originate: [{Kept}, {Filtered}]")}}
        {{more}}
        """;

    private static string Bird(string address, int asn, string routes) =>
        $$"""
        log stderr all;
        router id {{address}};
        protocol device { scan time 2; }
        protocol static { ipv4; {{routes}} }
        protocol bgp p1 {
          local {{address}} as {{asn}};
          neighbor {{Us}} as 65001;
          ipv4 { import all; export where source = RTS_STATIC; };
          connect delay time 1;
          connect retry time 1;
          error wait time 1, 1;
        }

        """;

    private void Reload(string bgp, string said)
    {
        int from = Ours.Log.Length;
        Ours.Write(bgp);
        Ours.HangUp();
        Expect($"the log says '{said}'",
            () => Ours.Log[Math.Min(from, Ours.Log.Length)..].Contains(said, StringComparison.Ordinal));
    }

    private void Expect(string what, Func<bool> holds) => Eventually.Holds(what, holds, s_limit, Picture);

    private string Picture() => Ours.Picture() + _stage.Bird.Ask("show protocols all")
        + _stage.Bird.Ask("show route all") + _stage.Bird.Log;

    private string[] Sessions() => [Since(_stage.Bird), Since(_stage.Other)];

    /// <summary>BIRD's "since" of the session, to the millisecond.</summary>
    private static string Since(BirdDaemon bird) => bird.Ask("show protocols p1").Split('\n')
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(static words => words.Length > 4 && words[0] == "p1").Select(static words => words[4]).First();

    private static IEnumerable<string> SentTo(WireCapture wire, string peer) =>
        wire.Fields($"bgp && ip.src == {Us} && ip.dst == {peer}", "tcp.payload")
            .SelectMany(static row => Cut(row[0].Replace(":", string.Empty, StringComparison.Ordinal)));

    // RFC 4271 §4.1: whole messages, as nothing here is longer than a segment.
    private static IEnumerable<string> Cut(string hex)
    {
        while (hex.Length >= 38)
        {
            int length = Convert.ToInt32(hex.Substring(32, 4), 16) * 2;
            yield return hex[..Math.Min(length, hex.Length)];
            hex = hex[Math.Min(length, hex.Length)..];
        }
    }

    /// <summary>Three namespaces on a bridge.</summary>
    private sealed class Stage : IDisposable
    {
        private readonly Cleanup _made = new();
        private readonly Lan _lan;

        public Stage()
        {
            try
            {
                _lan = _made.Own(new Lan());
                Place = Connected("speaker", Us);
                Ours = _made.Own(new RouterSpeaker(Place, File(First, Second)));
                Bird = _made.Own(new BirdDaemon(Connected("bird", Changed), "bird2", ReloadTests.Bird(Changed, 65002,
                    $"route {TheirKept} blackhole; route {TheirFiltered} blackhole;")));
                Other = _made.Own(new BirdDaemon(Connected("other", Same), "bird2", ReloadTests.Bird(Same, 65003,
                    "route 198.19.0.0/24 blackhole;")));
            }
            catch
            {
                _made.Dispose();
                throw;
            }
        }

        public NetNamespace Place { get; }

        public RouterSpeaker Ours { get; }

        public BirdDaemon Bird { get; }

        public BirdDaemon Other { get; }

        public void Dispose() => _made.Dispose();

        private NetNamespace Connected(string name, string address)
        {
            NetNamespace place = _made.Own(new NetNamespace(name));
            _lan.Connect(name, place, Port);
            place.Ip("addr", "add", address + "/24", "dev", Port);
            return place;
        }
    }
}
