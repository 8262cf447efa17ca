using System;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Streams;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>The addresses that are looked up.</summary>
public sealed class StreamTests
{
    private const int Count = 100_000;

    private static readonly RouteSet s_routes = NextHopModel.Independent(CalicoTables.Cluster(1), 250, 1);
    private static readonly SortedRuns s_answers = new(s_routes.Routes);

    [Test]
    public void The_seed_decides_alone([ValueSource(typeof(StreamMaker), nameof(StreamMaker.Names))] string name)
    {
        QueryStream first = Make(name, 1);
        Assert.That(first.Addresses, Has.Length.EqualTo(Count));
        Assert.That(Make(name, 1).Addresses.AsSpan().SequenceEqual(first.Addresses), Is.True);
        Assert.That(Make(name, 2).Addresses.AsSpan().SequenceEqual(first.Addresses), Is.False);
    }

    [Test]
    public void Each_hit_lies_in_a_prefix([Values("hit", "zipf", "chain")] string name) =>
        Assert.That(Make(name, 1).Expected.Count(hop => hop == 0), Is.Zero);

    /// <summary>10,000 /26 cover 640,000 of 2^32 addresses.</summary>
    [Test]
    public void Random_addresses_are_anywhere()
    {
        QueryStream rand = Make("rand", 1);
        double expected = Count * 640_000.0 / 4_294_967_296.0;
        Assert.That(rand.Expected.Count(hop => hop != 0),
            Is.EqualTo(expected).Within(6 * Math.Sqrt(expected)));
        Assert.That(rand.Addresses.Count(address => address >> 127 == 1), Is.EqualTo(Count / 2).Within(2).Percent);
        Assert.That(rand.Addresses.Count(address => (address & ~IpRange.Mask(32)) != 0), Is.Zero);
    }

    /// <summary>Zipf's law with exponent 1 over n: the first has a share of 1/H(n), the tenth a tenth of it.</summary>
    [Test]
    public void Popular_destinations_follow_zipfs_law()
    {
        int[] counts = [.. Make("zipf", 1).Addresses.CountBy(address => address).Select(pair => pair.Value)
            .OrderDescending()];
        double harmonic = Enumerable.Range(1, 100_000).Sum(rank => 1.0 / rank);
        Assert.That(counts[0], Is.EqualTo(Count / harmonic).Within(5).Percent);
        Assert.That(counts[9], Is.EqualTo(Count / harmonic / 10).Within(15).Percent);
    }

    /// <summary>IANA gives out global unicast addresses (RFC 4291 §2.4) of 2000::/3 alone.</summary>
    [Test]
    public void Random_addresses_of_ipv6_are_global_unicast()
    {
        RouteSet routes = BenchRoutes.Of("2001:db8::/32 a\n2001:db8:8000::/33 b\n");
        var maker = new StreamMaker(routes, new SortedRuns(routes.Routes), 1);
        UInt128[] addresses = maker.Make("rand", 1000).Addresses;
        Assert.That(addresses.Select(address => address >> 125), Is.All.EqualTo((UInt128)1));
        Assert.That(addresses.Distinct().Count(), Is.EqualTo(1000));
        Assert.That(maker.Make("hit", 1000).Expected.Distinct(), Is.EquivalentTo([1, 2]));
    }

    private static QueryStream Make(string name, ulong seed) =>
        new StreamMaker(s_routes, s_answers, seed).Make(name, Count);
}
