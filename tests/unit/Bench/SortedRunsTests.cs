using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Tables;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>
/// The answers that everything else is held against: longest prefix match by hand, and by trying all.
/// </summary>
public sealed class SortedRunsTests
{
    private static readonly BenchRoute[] s_routes =
    [
        Route("10.0.0.0/8", 1),
        Route("10.0.0.0/9", 2),
        Route("10.64.0.0/10", 1),
        Route("10.127.255.255/32", 3),
        Route("255.255.255.255/32", 4),
    ];

    [TestCase("9.255.255.255", 0)]
    [TestCase("10.0.0.0", 2)]
    [TestCase("10.63.255.255", 2)]
    [TestCase("10.64.0.0", 1)]
    [TestCase("10.127.255.254", 1)]
    [TestCase("10.127.255.255", 3)]
    [TestCase("10.128.0.0", 1)]
    [TestCase("10.255.255.255", 1)]
    [TestCase("11.0.0.0", 0)]
    [TestCase("255.255.255.254", 0)]
    [TestCase("255.255.255.255", 4)]
    public void The_longest_prefix_owns_an_address(string address, int hop) =>
        Assert.That(new SortedRuns(s_routes).HopOf(Address(address)), Is.EqualTo(hop));

    /// <summary>None, 2, 1, 3, 1, none, 4: the /10 and the end of the /8 have the same next hop, but 3 parts them.
    /// </summary>
    [Test]
    public void Runs_are_counted_by_next_hop() => Assert.That(new SortedRuns(s_routes).Runs, Is.EqualTo(7));

    [Test]
    public void A_cover_is_the_longest_prefix_around()
    {
        var runs = new SortedRuns(s_routes);
        Assert.That(Enumerable.Range(0, 5).Select(runs.CoverOf),
            Is.EqualTo([SortedRuns.None, 0, 1, 2, SortedRuns.None]));
    }

    [Test]
    public void A_default_route_leaves_nothing_unanswered()
    {
        var runs = new SortedRuns([Route("0.0.0.0/0", 7)]);
        Assert.That(runs.Runs, Is.EqualTo(1));
        Assert.That(runs.HopOf(Address("0.0.0.0")), Is.EqualTo(7));
        Assert.That(runs.HopOf(Address("255.255.255.255")), Is.EqualTo(7));
        Assert.That(runs.HopOf(UInt128.MaxValue), Is.EqualTo(7), "the last address of IPv6");
    }

    [Test]
    public void It_agrees_with_trying_all_prefixes([Values(1, 2, 3)] int seed)
    {
        var random = new RandomStream((ulong)seed, "runs");
        IpRange[] ranges =
        [
            .. Enumerable.Range(0, 300).Select(_ =>
            {
                int length = (int)random.NextBelow(33);

                // Few bits set: prefixes meet and nest.
                uint address = random.NextUInt32() & random.NextUInt32() & random.NextUInt32();
                return IpRange.Ipv4(address & Prefix.MaskOf(length), length);
            }).Distinct().Order(),
        ];
        BenchRoute[] routes = [.. ranges.Select(range => new BenchRoute(range, 1 + (int)random.NextBelow(5)))];
        var runs = new SortedRuns(routes);
        IEnumerable<UInt128> edges = ranges.SelectMany(range => (UInt128[])
            [range.Address, range.Last, range.Address - ((UInt128)1 << 96), range.Last + 1]);
        foreach (UInt128 address in edges)
        {
            int expected = routes.Where(route => route.Range.Contains(address))
                .OrderByDescending(route => route.Range.Length).Select(route => route.Hop).FirstOrDefault();
            Assert.That(runs.HopOf(address), Is.EqualTo(expected), IpRange.TextOf(address, v6: false));
        }
    }

    private static UInt128 Address(string text) =>
        IpRange.TryParseAddress(text, out UInt128 address, out _) ? address : throw new FormatException(text);

    private static BenchRoute Route(string text, int hop)
    {
        var prefix = Prefix.Parse(text);
        return new BenchRoute(IpRange.Ipv4(prefix.Address.Value, prefix.Length), hop);
    }
}
