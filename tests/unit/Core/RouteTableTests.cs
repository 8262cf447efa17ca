using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>Who wins, what resolves, and in which order Linux prints.</summary>
public sealed class RouteTableTests
{
    [Test]
    public void Lists_as_ip_route_does()
    {
        CoreHarness harness = TunnelTests.Node02();
        harness.Route("0.0.0.0/0", 0, "192.168.101.1");
        harness.Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("172.165.231.128/26"),
            Kind = RouteKind.Blackhole,
            Protocol = RouteProtocol.Bird,
        });
        Assert.That(
            harness.Core.Routes.Enumerate().Select(route => route.Prefix.ToString()),
            Is.EqualTo(new[]
            {
                "0.0.0.0/0", "172.165.231.128/26", "172.165.231.156/32", "172.171.205.128/26", "172.173.55.0/26",
                "192.168.101.0/24",
            }));
        Route connected = harness.Core.Routes.Enumerate()[^1];
        Assert.That(connected.Protocol, Is.EqualTo(RouteProtocol.Kernel));
        Assert.That(connected.Scope, Is.EqualTo(RouteScope.Link));
        Assert.That(connected.PreferredSource.ToString(), Is.EqualTo("192.168.101.202"));
    }

    [Test]
    public void Lower_preference_then_lower_metric_wins_and_the_next_takes_over()
    {
        CoreHarness harness = CoreHarness.Router();
        Route bgp = Candidate(RouteProtocol.Bird, RoutePreference.InternalBgp, 0, 0);
        Route slow = Candidate(RouteProtocol.Static, RoutePreference.Static, 20, 0);
        Route fast = Candidate(RouteProtocol.Static, RoutePreference.Static, 10, 1);
        foreach (Route route in new[] { bgp, slow, fast })
        {
            harness.Core.Routes.Add(route);
        }

        Assert.That(Winner(harness), Is.EqualTo(fast));
        harness.Core.Routes.Remove(fast.Prefix, RouteProtocol.Static, 10);
        Assert.That(Winner(harness), Is.EqualTo(slow));
        harness.Core.Routes.Remove(fast.Prefix, RouteProtocol.Static, 20);
        Assert.That(Winner(harness), Is.EqualTo(bgp));
        Assert.That(harness.Core.Routes.Remove(fast.Prefix, RouteProtocol.Static, 20), Is.False);
    }

    [Test]
    public void A_route_by_a_dead_link_makes_room_and_comes_back()
    {
        CoreHarness harness = CoreHarness.Router();
        Route first = Candidate(RouteProtocol.Static, RoutePreference.Static, 0, 0);
        Route backup = Candidate(RouteProtocol.Static, RoutePreference.Static, 5, 1);
        harness.Core.Routes.Add(first);
        harness.Core.Routes.Add(backup);
        harness.Core.SetLink(0, false, harness.Now);
        Assert.That(Winner(harness), Is.EqualTo(backup));
        Assert.That(harness.Core.Routes.Enumerate(), Does.Contain(first), "still listed");
        Assert.That(harness.Core.Routes.IsActive(first), Is.False);
        harness.Core.SetLink(0, true, harness.Now);
        Assert.That(Winner(harness), Is.EqualTo(first));
    }

    [Test]
    public void A_recursive_next_hop_follows_the_route_to_it()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Route("203.0.113.0/24", NextHop.ByGateway, "192.0.2.1", RouteProtocol.Bird);
        Assert.That(harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9")).Route, Is.Null,
            "nothing leads to it yet");
        harness.Route("192.0.2.0/24", 1, "10.0.1.2");
        RouteLookup lookup = harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9"));
        Assert.That((lookup.Port, lookup.Neighbour.ToString()), Is.EqualTo((1, "10.0.1.2")));
        harness.Route("192.0.2.1/32", 0, "10.0.0.2");
        lookup = harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9"));
        Assert.That((lookup.Port, lookup.Neighbour.ToString()), Is.EqualTo((0, "10.0.0.2")), "the longer match");
        harness.Core.SetLink(0, false, harness.Now);
        lookup = harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9"));
        Assert.That((lookup.Port, lookup.Neighbour.ToString()), Is.EqualTo((1, "10.0.1.2")));
    }

    [Test]
    public void A_route_does_not_resolve_through_itself()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Route("203.0.113.0/24", NextHop.ByGateway, "203.0.113.1", RouteProtocol.Bird);
        Assert.That(harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9")).Route, Is.Null);
    }

    [Test]
    public void A_gateway_must_be_a_neighbour_on_its_interface_unless_onlink()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Route("203.0.113.0/24", 1, "10.0.0.2");
        Assert.That(harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9")).Route, Is.Null);
        harness.Route("203.0.113.0/24", 1, "10.0.0.2", onlink: true);
        Assert.That(harness.Core.Routes.Lookup(Ipv4Address.Parse("203.0.113.9")).Port, Is.EqualTo(1));
    }

    [Test]
    public void Removing_a_port_takes_its_addresses_and_routes()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Core.RemovePort(1, harness.Now);
        Assert.That(harness.Core.Routes.Enumerate(local: true).Select(route => route.Prefix.ToString()),
            Is.EqualTo(new[] { "10.0.0.0/24", "10.0.0.1/32", "10.0.0.255/32" }));
        Assert.That(harness.Core.AddPort(CoreHarness.PortAt("eth2", CoreHarness.Mac1, "10.0.2.1")), Is.EqualTo(2));
    }

    [Test]
    public void Trie_answers_as_a_plain_scan_of_all_prefixes()
    {
        Gen<Prefix> prefixes = Gen.Select(Gen.UInt, Gen.Int[0, 32])
            .Select((address, length) => Prefix.Containing(new Ipv4Address(address & 0xc0f0_0f03), length));
        Gen.Select(prefixes, Gen.Int[0, 3]).Array[1, 200].Select(Gen.UInt.Array[50]).Sample(
            (changes, addresses) =>
            {
                var fib = new BinaryTrie();
                var plain = new System.Collections.Generic.Dictionary<Prefix, int>();
                foreach ((Prefix prefix, int action) in changes)
                {
                    if (action == 0)
                    {
                        Assert.That(fib.Remove(prefix), Is.EqualTo(plain.Remove(prefix)));
                    }
                    else
                    {
                        fib.Set(prefix, action);
                        plain[prefix] = action;
                    }
                }

                Assert.That(fib.Count, Is.EqualTo(plain.Count));
                foreach (uint raw in addresses)
                {
                    var address = new Ipv4Address(raw & 0xc0f0_0f03);
                    int expected = plain.Where(pair => pair.Key.Contains(address))
                        .OrderByDescending(pair => pair.Key.Length).Select(pair => pair.Value).FirstOrDefault();
                    Assert.That(fib.Lookup(address), Is.EqualTo(expected));
                }
            },
            iter: 200);
    }

    private static Route Candidate(RouteProtocol protocol, byte preference, uint metric, int port) => new()
    {
        Prefix = Prefix.Parse("198.51.100.0/24"),
        Protocol = protocol,
        Preference = preference,
        Metric = metric,
        NextHops = [new NextHop(port, default)],
    };

    private static Route? Winner(CoreHarness harness) =>
        harness.Core.Routes.Lookup(Ipv4Address.Parse("198.51.100.1")).Route;
}
