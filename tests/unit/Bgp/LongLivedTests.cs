using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>The long-lived form of graceful restart (RFC 9494), in the order in which time passes.</summary>
public sealed class LongLivedTests
{
    private const uint LlgrStale = 0xffff_0006;
    private const uint NoLlgr = 0xffff_0007;

    private TestNet _net = null!;
    private TestNode _helper = null!;
    private TestNode _restarter = null!;
    private TestNode _aware = null!;
    private TestNode _unaware = null!;

    [SetUp]
    public void Build()
    {
        _net = new TestNet();
        _helper = _net.Add("10.0.0.1", asn: 65000);
        _restarter = _net.Add("10.0.0.2", asn: 65001, seed: 2);
        _aware = _net.Add("10.0.0.3", asn: 65002, seed: 3);
        _unaware = _net.Add("10.0.0.4", asn: 65003, seed: 4);
        Join(_restarter);
        Join(_aware);
        _helper.Peer(_unaware, p => p with { LongLivedAware = false });
        _unaware.Peer(_helper, p => p with { Passive = true, LongLivedAware = false });
        _restarter.Originate("172.16.1.0/24");
        _restarter.Originate("172.16.2.0/24", new BgpOrigination { Communities = [NoLlgr] });
        _net.Run(5);
    }

    [Test]
    public void Stale_routes_outlive_the_restart_time_as_the_last_choice_and_go_in_the_end()
    {
        Die();
        _net.Run(60);
        Assert.That(Prefixes(_aware), Is.EqualTo("172.16.1.0/24 172.16.2.0/24"), "within the restart time of 120 s");
        Assert.That(Marked(_aware), Is.Zero);

        // RFC 9494 §4.2, §4.3: what has NO_LLGR goes, what stays is marked, and unaware peers lose it.
        _net.Run(120);
        Assert.That(Prefixes(_aware), Is.EqualTo("172.16.1.0/24"));
        Assert.That(Marked(_aware), Is.EqualTo(1));
        Assert.That(Prefixes(_unaware), Is.Empty);
        Assert.That(Prefixes(_helper), Is.EqualTo("172.16.1.0/24"));

        _net.Run(1000);
        Assert.That(Prefixes(_aware), Is.EqualTo("172.16.1.0/24"), "within the stale time of 3600 s");
        _net.Run(3600);
        Assert.That(Prefixes(_aware), Is.Empty);
        Assert.That(_helper.Speaker.Memory().Paths, Is.Zero);
    }

    [Test]
    public void Any_other_path_beats_a_long_stale_one()
    {
        Die();
        _net.Run(300);
        _aware.Originate("172.16.1.0/24", new BgpOrigination { Communities = [1] });
        _net.Run(5);
        BgpRouteView route = _helper.Speaker.Routes().Single();
        Assert.That(route.Paths.Select(p => p.NeighbourAs.Value), Is.EqualTo(new[] { 65002u, 65001u }));
    }

    [Test]
    public void A_peer_that_comes_back_in_time_clears_the_mark()
    {
        Die();
        _net.Run(300);
        Assert.That(Marked(_aware), Is.EqualTo(1));
        _restarter.IsReachable = true;
        _restarter.Crash(_restarter.Speaker.Options with { Restarting = true, ForwardingKept = true });
        _restarter.Peer(_helper, p => p with { Passive = true, LongLivedStaleTime = 3600 });
        _restarter.Originate("172.16.1.0/24");
        _net.Run(300);
        Assert.That(Prefixes(_aware), Is.EqualTo("172.16.1.0/24"));
        Assert.That(Marked(_aware), Is.Zero);
        Assert.That(Prefixes(_unaware), Is.EqualTo("172.16.1.0/24"));
    }

    private void Die()
    {
        _restarter.IsReachable = false;
        _restarter.Crash(_restarter.Speaker.Options);
    }

    private static string Prefixes(TestNode node) =>
        string.Join(' ', node.Speaker.Routes().Select(r => r.Prefix.ToString()));

    private static int Marked(TestNode node) => node.Speaker.Routes().SelectMany(r => r.Paths).Count(path =>
    {
        BgpAttributes fields = BgpAttributes.Read(path.Attributes.Span);
        return CommunitiesAttribute.Contains(path.Attributes.Span, fields.Communities, LlgrStale);
    });

    private void Join(TestNode other)
    {
        _helper.Peer(other, p => p with { LongLivedStaleTime = 3600 });
        other.Peer(_helper, p => p with { Passive = true, LongLivedStaleTime = 3600 });
    }
}
