using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>
/// The route table with its forwarding table, held against <see cref="PlainRoutes"/>: candidates, several next hops,
/// gateways behind gateways, links that come and go, one by one and in bulk.
/// </summary>
public sealed class RouteTableModelTests
{
    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Answers_as_a_list_of_routes_does(string engine)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Run(engine, seed, bulk: false);
        }
    }

    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Answers_as_a_list_of_routes_does_after_bulk_changes(string engine)
    {
        for (int seed = 100; seed < 104; seed++)
        {
            Run(engine, seed, bulk: true);
        }
    }

    [Test]
    public void Too_many_kinds_of_routes_are_refused_and_heard_of()
    {
        CoreHarness harness = CoreHarness.Router();
        RouteTable table = harness.Core.Routes;
        static Prefix At(int i) => new(new Ipv4Address(0xc000_0000 + ((uint)i << 8)), 24);
        int added = 0;
        while (added < 40_000 && table.Add(Plain(At(added), (uint)added)))
        {
            added++;
        }

        // Some classes and groups are those of the ports' own routes.
        Assert.That(added, Is.InRange(32_700, 32_767));
        Assert.That(table.Refused, Is.EqualTo(1));
        harness.Poll();
        Assert.That(harness.Events.Count(e => e.Kind == CoreEventKind.RouteRefused), Is.EqualTo(1));
        Assert.That(table.Add(Plain(At(7), 100_000)), Is.False);
        Assert.That(table.Lookup(At(7).Address).Route?.Metric, Is.EqualTo(7), "what was there before stays");
        Assert.That(table.Remove(At(5), RouteProtocol.Static, 5), Is.True);
        Assert.That(table.Add(Plain(At(7), 100_000)), Is.True, "there is room again");
    }

    [Test]
    public void A_bulk_change_may_replace_every_class()
    {
        CoreHarness harness = CoreHarness.Router();
        RouteTable table = harness.Core.Routes;
        table.BeginBulk();
        for (uint round = 0; round < 2; round++)
        {
            for (uint i = 0; i < 20_000; i++)
            {
                var prefix = new Prefix(new Ipv4Address(0xc000_0000 + (i << 8)), 24);
                table.Remove(prefix, RouteProtocol.Static, i);
                Assert.That(table.Add(Plain(prefix, i + (round * 100_000))), Is.True);
            }
        }

        table.EndBulk();
        Assert.That(table.Refused, Is.Zero);
        Assert.That(table.Lookup(new Ipv4Address(0xc000_0503)).Route?.Metric, Is.EqualTo(100_005));
    }

    [Test]
    public void A_flapping_route_allocates_nothing()
    {
        using var core = new RouterCore(
            new CoreOptions { CreateFib = static () => new SliceFib() }, new FramePool(16), seed: 1);
        core.AddPort(CoreHarness.PortAt("eth0", CoreHarness.Mac0, "10.0.0.1"));
        Route[] routes =
        [
            .. new RandomTables(1).Calico(1_000, 100, 10).Select((prefix, i) => new Route
            {
                Prefix = prefix,
                Protocol = RouteProtocol.Bird,
                NextHops = [new NextHop(NextHop.ByGateway, new Ipv4Address(0x0a00_0002 + ((uint)i & 15)))],
            }),
        ];
        Array.ForEach(routes, route => core.Routes.Add(route));
        Flap();
        Assert.That(Allocation.Of(Flap), Is.Zero);

        void Flap()
        {
            foreach (Route route in routes)
            {
                core.Routes.Remove(route.Prefix, route.Protocol, 0);
                core.Routes.Add(route);
                core.Routes.Add(route);
            }
        }
    }

    private static Route Plain(Prefix prefix, uint metric) => new()
    {
        Prefix = prefix,
        Protocol = RouteProtocol.Static,
        Metric = metric,
        NextHops = [new NextHop(0, default)],
    };

    private static void Run(string engine, int seed, bool bulk)
    {
        var random = new Random(seed);
        var plain = new PlainRoutes();
        using var core = new RouterCore(
            new CoreOptions { CreateFib = () => Engines.CreateFib(engine) }, new FramePool(16), (ulong)seed);
        for (int port = 0; port < plain.Up.Length; port++)
        {
            core.AddPort(new PortOptions { Name = $"eth{port}", Mac = MacAddress.Parse(CoreHarness.Mac0) });
        }

        var now = default(Instant);
        for (int step = 0; step < (bulk ? 40 : 120); step++)
        {
            int changes = bulk ? random.Next(40) : 1;
            if (bulk)
            {
                core.Routes.BeginBulk();
            }

            for (int i = 0; i < changes; i++)
            {
                Change(core, plain, random, now);
            }

            if (bulk)
            {
                core.Routes.EndBulk();
            }

            AssertSame(core, plain, random, step);
        }
    }

    private static void Change(RouterCore core, PlainRoutes plain, Random random, Instant now)
    {
        int what = random.Next(12);
        if (what == 0)
        {
            int port = random.Next(plain.Up.Length);
            plain.Up[port] = !plain.Up[port];
            core.SetLink(port, plain.Up[port], now);
            return;
        }

        Route route = Any(random);
        if (what < 4)
        {
            Assert.That(
                core.Routes.Remove(route.Prefix, route.Protocol, route.Metric),
                Is.EqualTo(plain.Remove(route.Prefix, route.Protocol, route.Metric)));
            return;
        }

        Assert.That(core.Routes.Add(route), Is.True);
        plain.Add(route);
    }

    private static void AssertSame(RouterCore core, PlainRoutes plain, Random random, int step)
    {
        Assert.That(core.Routes.Count, Is.EqualTo(plain.Count));
        for (int i = 0; i < 40; i++)
        {
            Ipv4Address address = AnyAddress(random);
            Route? expected = plain.Winner(address);
            RouteLookup lookup = core.Routes.Lookup(address);
            Assert.That(lookup.Route, Is.EqualTo(expected), $"step {step}: {address}");
            int group = core.Routes.Fib.Lookup(address);
            HopTable hops = core.Routes.Hops;
            if (expected is null)
            {
                Assert.That(hops.KindOf(group), Is.EqualTo(HopKind.None), $"step {step}: {address}");
                continue;
            }

            Assert.That(core.Routes.IsActive(expected), Is.True);
            hops.Members(group, out int first, out int count);
            List<(int, Ipv4Address)> ways = plain.Ways(expected);
            Assert.That(
                Enumerable.Range(first, count).Select(at => hops[at].Kind == HopKind.Blackhole
                    ? (-1, default)
                    : (hops[at].Interface, hops[at].Gateway)),
                Is.EqualTo(ways), $"step {step}: {address}");
            int taken = hops.Select(group, (uint)random.NextInt64(1L << 32));
            Assert.That(taken, Is.InRange(first, first + count - 1));
        }
    }

    // Few addresses, so that gateways lie inside of routes to others.
    private static Ipv4Address AnyAddress(Random random) => new(
        0x0a00_0000 | ((uint)random.Next(3) << 16) | ((uint)random.Next(3) << 8) | (uint)random.Next(4));

    private static Route Any(Random random)
    {
        int[] lengths = [0, 8, 15, 16, 16, 23, 24, 24, 31, 32, 32];
        Prefix prefix = Prefix.Containing(AnyAddress(random), lengths[random.Next(lengths.Length)]);
        var route = new Route
        {
            Prefix = prefix,
            Metric = (uint)random.Next(2),
            Preference = (byte)random.Next(2),
            Protocol = random.Next(3) switch
            {
                0 => RouteProtocol.Bird,
                1 => RouteProtocol.Static,
                _ => RouteProtocol.Boot,
            },
        };
        if (random.Next(12) == 0)
        {
            return route with { Kind = RouteKind.Blackhole };
        }

        return route with
        {
            NextHops = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(4) switch
            {
                0 => new NextHop(random.Next(4), default),
                1 => new NextHop(random.Next(4), AnyAddress(random), Onlink: random.Next(2) == 0),
                _ => new NextHop(NextHop.ByGateway, AnyAddress(random)),
            })],
        };
    }
}
