using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Bgp.Policy;

/// <summary>Conditions, changes, order, and the explanation that must agree with the decision.</summary>
public sealed class FilterTests
{
    private static readonly IpPrefix s_prefix = IpPrefix.Parse("10.1.0.0/24");

    [TestCase("10.1.0.0/24", "10.1.0.0/24", true)]
    [TestCase("10.0.0.0/8", "10.1.0.0/24", false)]
    [TestCase("10.0.0.0/8+", "10.1.0.0/24", true)]
    [TestCase("10.0.0.0/8+", "10.0.0.0/8", true)]
    [TestCase("10.0.0.0/8{16,24}", "10.1.0.0/24", true)]
    [TestCase("10.0.0.0/8{16,24}", "10.1.0.0/25", false)]
    [TestCase("10.0.0.0/8{16,24}", "10.0.0.0/8", false)]
    [TestCase("10.0.0.0/8 ge 16", "10.1.0.1/32", true)]
    [TestCase("10.0.0.0/8 ge 16", "10.0.0.0/15", false)]
    [TestCase("10.0.0.0/8 le 16", "10.0.0.0/8", true)]
    [TestCase("10.0.0.0/8 ge 16 le 20", "10.16.0.0/21", false)]
    [TestCase("0.0.0.0/0+", "2001:db8::/32", false)]
    [TestCase("::/0+", "2001:db8::/32", true)]
    [TestCase("2001:db8::/32{48,64}", "2001:db8:1::/48", true)]
    [TestCase("2001:db8::/32{48,64}", "2001:db9:1::/48", false)]
    public void Prefix_lists_select_by_containment_and_length(string entry, string prefix, bool expected)
    {
        Assert.That(BgpPrefixMatch.TryParse(entry, out BgpPrefixMatch match), Is.True);
        Assert.That(match.Matches(IpPrefix.Parse(prefix)), Is.EqualTo(expected));
    }

    [TestCase("10.0.0.0/8{24,16}")]
    [TestCase("10.0.0.0/8{9,33}")]
    [TestCase("10.0.0.0/8 ge")]
    [TestCase("10.0.0.0/8 le 7")]
    [TestCase("10.0.0.1/8")]
    [TestCase("10.0.0.0")]
    [TestCase("10.0.0.0/8 lt 9")]
    public void Prefix_entries_that_select_nothing_are_mistakes(string text) =>
        Assert.That(BgpPrefixMatch.TryParse(text, out _), Is.False);

    [Test]
    public void A_long_list_answers_as_its_entries_do()
    {
        Random random = new(11);
        List<BgpPrefixMatch> entries = [];
        for (int i = 0; i < 2000; i++)
        {
            int length = random.Next(8, 28);
            IpPrefix prefix = random.Next(2) == 0
                ? Prefix.Containing(new Ipv4Address((uint)random.NextInt64(1 << 30)), length)
                : Ipv6Prefix.Containing(new Ipv6Address(0x2001_0db8UL << 32 | (uint)random.Next(), 0), length + 32);
            int least = prefix.Length + random.Next(3);
            entries.Add(new BgpPrefixMatch(prefix, least, least + random.Next(6)));
        }

        BgpPrefixSet set = new(entries);
        int hits = 0;
        for (int i = 0; i < 5000; i++)
        {
            BgpPrefixMatch near = entries[random.Next(entries.Count)];
            IpPrefix asked = IpPrefix.Containing(near.Prefix.Address, Math.Min(near.Prefix.Length + random.Next(8),
                near.Prefix.Address.Bits));
            bool expected = entries.Any(e => e.Matches(asked));
            hits += expected ? 1 : 0;
            Assert.That(set.Matches(asked), Is.EqualTo(expected), asked.ToString());
        }

        Assert.That(hits, Is.InRange(1000, 4900), "both answers were asked for");
    }

    [TestCase("65001:1", "65001:1", true)]
    [TestCase("65001:*", "65001:77", true)]
    [TestCase("*:77", "65001:77", true)]
    [TestCase("65001:*", "65002:1 65003:1", false)]
    [TestCase("65001:1:*", "65001:1:9", true)]
    [TestCase("65001:*:9", "65001:1:8", false)]
    [TestCase("65001:1", "65001:1:1", false)]
    [TestCase("rt:65001:5", "rt:65001:5", true)]
    [TestCase("rt:65001:*", "ro:65001:5", false)]
    [TestCase("rt:4200000001:*", "rt:4200000001:5", true)]
    [TestCase("rt:192.0.2.1:5", "rt:192.0.2.1:5", true)]
    [TestCase("no-export", "65535:65281", true)]
    [TestCase("blackhole", "65535:666", true)]
    [TestCase("graceful-shutdown", "65535:0", true)]
    public void Communities_match_with_wildcards(string pattern, string communities, bool expected)
    {
        Assert.That(BgpCommunityText.TryParsePattern(pattern, out BgpCommunityPattern parsed), Is.True);
        Assert.That(BgpCommunityText.Format(parsed), Is.EqualTo(pattern));
        BgpRule rule = new() { Communities = [parsed] };
        Assert.That(Passes(rule, PathMaker.Path(communities: communities)), Is.EqualTo(expected));
    }

    [TestCase("65536:1")]
    [TestCase("1:2:3:4")]
    [TestCase("1")]
    [TestCase("rt:4200000001:65536")]
    [TestCase("a:b")]
    [TestCase("4294967296:1:1")]
    public void What_is_no_community_is_refused(string text) =>
        Assert.That(BgpCommunityText.TryParsePattern(text, out _), Is.False);

    [Test]
    public void Extended_communities_have_the_octets_of_rfc_4360()
    {
        Assert.That(BgpCommunityText.TryParse("rt:65001:5", out BgpCommunity two), Is.True);
        Assert.That((two.First, two.Second), Is.EqualTo((0x0002_fde9u, 5u)));
        Assert.That(BgpCommunityText.TryParse("ro:192.0.2.1:5", out BgpCommunity address), Is.True);
        Assert.That((address.First, address.Second), Is.EqualTo((0x0103_c000u, 0x0201_0005u)));
        Assert.That(BgpCommunityText.TryParse("rt:65536:5", out BgpCommunity four), Is.True);
        Assert.That((four.First, four.Second), Is.EqualTo((0x0202_0001u, 0x0000_0005u)));
    }

    [Test]
    public void Each_condition_is_asked()
    {
        BgpPath path = PathMaker.Path("65001 65002 65003", "65001:1 65001:2", localPref: 150, med: 7,
            nextHop: "192.0.2.9");
        (BgpRule Good, BgpRule Bad)[] rules =
        [
            (new BgpRule { OriginAs = new Asn(65003) }, new BgpRule { OriginAs = new Asn(65001) }),
            (new BgpRule { NeighbourAs = new Asn(65001) }, new BgpRule { NeighbourAs = new Asn(65002) }),
            (new BgpRule { ContainsAs = new Asn(65002) }, new BgpRule { ContainsAs = new Asn(65004) }),
            (new BgpRule { LeastPathLength = 3 }, new BgpRule { LeastPathLength = 4 }),
            (new BgpRule { MostPathLength = 3 }, new BgpRule { MostPathLength = 2 }),
            (new BgpRule { LocalPref = 150 }, new BgpRule { LocalPref = 100 }),
            (new BgpRule { Med = 7 }, new BgpRule { Med = 0 }),
            (new BgpRule { NextHops = [IpPrefix.Parse("192.0.2.0/24")] },
                new BgpRule { NextHops = [IpPrefix.Parse("192.0.3.0/24"), IpPrefix.Parse("::/0")] }),
            (new BgpRule { Sources = BgpPathSources.External | BgpPathSources.Local },
                new BgpRule { Sources = BgpPathSources.Internal }),
            (new BgpRule { Peers = [IpAddress.Parse("192.0.2.100")] },
                new BgpRule { Peers = [IpAddress.Parse("192.0.2.101")] }),
            (new BgpRule { Interface = "eth?" }, new BgpRule { Interface = "cali*" }),
            (new BgpRule { AllCommunities = Patterns("65001:1", "65001:2") },
                new BgpRule { AllCommunities = Patterns("65001:1", "65001:3") }),
            (new BgpRule { Communities = Patterns("65001:1", "65001:3") },
                new BgpRule { Communities = Patterns("65001:3") }),
            (new BgpRule { AsPath = AsPathPattern.Parse("_65002_") },
                new BgpRule { AsPath = AsPathPattern.Parse("^65002") }),
            (new BgpRule { Prefixes = Set("10.0.0.0/8+") }, new BgpRule { Prefixes = Set("10.0.0.0/8") }),
            (new BgpRule { Prefixes = Set("10.0.0.0/8"), PrefixesNegated = true },
                new BgpRule { Prefixes = Set("10.0.0.0/8+"), PrefixesNegated = true }),
        ];
        foreach ((BgpRule good, BgpRule bad) in rules)
        {
            Assert.That(Passes(good, path), Is.True, good.ToString());
            Assert.That(Passes(bad, path), Is.False, bad.ToString());
        }
    }

    [TestCase("eth0", "eth0", true)]
    [TestCase("*", "", true)]
    [TestCase("e*0", "eth10", true)]
    [TestCase("e*1", "eth10", false)]
    [TestCase("*a*b*c", "xaybzbc", true)]
    [TestCase("??", "eth", false)]
    public void Interface_patterns_are_the_shells(string pattern, string text, bool expected) =>
        Assert.That(InterfacePattern.Matches(pattern, text), Is.EqualTo(expected));

    [Test]
    public void The_first_rule_that_matches_decides_and_continue_adds_up()
    {
        BgpFilter filter = new("in",
        [
            new BgpRule
            {
                Action = BgpRuleAction.Continue,
                AddLocalPref = 50,
                PrependPath = [new Asn(1)],
                CommunityEdits = [BgpCommunityEdit.Add(BgpCommunity.Standard(1))],
            },
            new BgpRule { Sources = BgpPathSources.Local, Action = BgpRuleAction.Reject },
            new BgpRule
            {
                Name = "ours",
                AddLocalPref = -30,
                AddMed = 5,
                Prepend = 2,
                PrependPath = [new Asn(2), new Asn(3)],
                CommunityEdits = [BgpCommunityEdit.Add(BgpCommunity.Standard(2))],
                NextHopRule = BgpNextHopRule.Self,
            },
            new BgpRule { Action = BgpRuleAction.Reject },
        ]);
        BgpRouteEdit edit = default;
        FilterChain chain = new([filter], acceptsRest: false);
        Assert.That(chain.Decide(s_prefix, PathMaker.Path(localPref: 100, med: 1), null, ref edit), Is.True);
        Assert.That((edit.LocalPref, edit.Med, edit.Prepend, edit.NextHopRule),
            Is.EqualTo((120u, 6u, 2, BgpNextHopRule.Self)));
        Assert.That(edit.PrependPath.ToArray().Select(a => a.Value), Is.EqualTo(new uint[] { 2, 3, 1 }));
        Assert.That(edit.Communities.ToArray().Select(c => c.Pattern.Value.First), Is.EqualTo(new uint[] { 1, 2 }));
        edit = default;
        Assert.That(chain.Decide(s_prefix, PathMaker.Local(), null, ref edit), Is.False);
        Assert.That(Enumerable.Range(0, 4).Select(filter.Hits), Is.EqualTo(new long[] { 2, 1, 1, 0 }));
    }

    [Test]
    public void Filters_are_asked_in_order_and_the_rest_decides_last()
    {
        BgpFilter first = new("first", [new BgpRule { OriginAs = new Asn(1), Action = BgpRuleAction.Reject }]);
        BgpFilter second = new("second", [new BgpRule { Name = "two", OriginAs = new Asn(2) }]);
        foreach (bool rest in new[] { true, false })
        {
            FilterChain chain = new([first, second], rest);
            foreach ((string path, bool expected, string decider) in new[]
                { ("1", false, "first rule 1"), ("2", true, "second rule 1 (two)"), ("3", rest, "default") })
            {
                BgpRouteEdit edit = default;
                long counted = first.Hits(0) + second.Hits(0);
                BgpVerdict verdict = chain.Explain(s_prefix, PathMaker.Path(path), null);
                Assert.That((verdict.IsAccepted, verdict.Decider), Is.EqualTo((expected, decider)));
                Assert.That(first.Hits(0) + second.Hits(0), Is.EqualTo(counted), "asking why counts nothing");
                Assert.That(chain.Decide(s_prefix, PathMaker.Path(path), null, ref edit), Is.EqualTo(expected));
            }
        }

        BgpVerdict why = new FilterChain([first, second], false).Explain(s_prefix, PathMaker.Path("2"), null);
        Assert.That(why.Steps.Select(s => s.Why),
            Is.EqualTo(new[] { "no: originAs 1", "two: if originAs 2 then accept" }));
    }

    [Test]
    public void Numbers_stay_within_their_bits()
    {
        BgpRouteEdit edit = default;
        FilterChain chain = new([new BgpFilter("f", [new BgpRule { AddLocalPref = -500, AddMed = uint.MaxValue }])],
            acceptsRest: false);
        chain.Decide(s_prefix, PathMaker.Path(localPref: 100, med: 9), null, ref edit);
        Assert.That((edit.LocalPref, edit.Med), Is.EqualTo((0u, uint.MaxValue)));
    }

    [Test]
    public void A_change_says_which_direction_it_touches()
    {
        FilterChain Chain(uint localPref) =>
            new([new BgpFilter("f", [new BgpRule { SetLocalPref = localPref }])], acceptsRest: false);
        BgpRoutePolicy policy = new(Chain(1), Chain(1));
        Assert.That(policy.ExportKey, Is.EqualTo(new BgpRoutePolicy(Chain(2), Chain(1)).ExportKey));
        Assert.That(policy.Replace(Chain(1), Chain(1)), Is.EqualTo(BgpPolicyChange.None));
        Assert.That(policy.Replace(Chain(2), Chain(1)), Is.EqualTo(BgpPolicyChange.Import));
        Assert.That(policy.Replace(Chain(2), FilterChain.All), Is.EqualTo(BgpPolicyChange.Export));
        Assert.That(policy.Replace(FilterChain.None, Chain(1)),
            Is.EqualTo(BgpPolicyChange.Import | BgpPolicyChange.Export));
    }

    [Test]
    public void Deciding_allocates_nothing()
    {
        BgpFilter filter = new("f",
        [
            new BgpRule { Prefixes = Set("10.0.0.0/16+"), Action = BgpRuleAction.Reject },
            new BgpRule
            {
                AsPath = AsPathPattern.Parse("_65002_"),
                Communities = Patterns("65001:*", "rt:1:2", "1:2:3"),
                CommunityEdits = [BgpCommunityEdit.Add(BgpCommunity.Standard(1))],
                PrependPath = [new Asn(1)],
            },
        ]);
        FilterChain chain = new([filter], acceptsRest: false);
        BgpPath path = PathMaker.Path("65001 65002", "65001:7 1:2:4");
        BgpRouteEdit edit = default;
        Assert.That(chain.Decide(s_prefix, path, null, ref edit), Is.True);
        Assert.That(Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                BgpRouteEdit again = default;
                chain.Decide(s_prefix, path, null, ref again);
            }
        }), Is.Zero);
    }

    private static bool Passes(BgpRule rule, BgpPath path)
    {
        BgpRouteEdit edit = default;
        return new FilterChain([new BgpFilter("f", [rule])], acceptsRest: false)
            .Decide(s_prefix, path, new Surroundings(), ref edit);
    }

    private static BgpPrefixSet Set(string entry)
    {
        Assert.That(BgpPrefixMatch.TryParse(entry, out BgpPrefixMatch match), Is.True);
        return new BgpPrefixSet([match]);
    }

    private static BgpCommunityPattern[] Patterns(params string[] texts) => texts.Select(text =>
        BgpCommunityText.TryParsePattern(text, out BgpCommunityPattern pattern)
            ? pattern
            : throw new FormatException(text)).ToArray();

    private sealed class Surroundings : IBgpPolicyContext
    {
        public bool TryGetPeer(int peer, out IpAddress address)
        {
            address = IpAddress.Parse("192.0.2.100");
            return peer == 0;
        }

        public string? InterfaceOf(IpPrefix prefix, in BgpPath path) => path.IsLocal ? null : "eth0";
    }

    [Test]
    public void Filters_that_say_the_same_keep_their_counts()
    {
        BgpPolicySettings before = new([Named("same", 1), Named("other", 2)]);
        BgpPolicySettings after = new BgpPolicySettings([Named("same", 1), Named("other", 3), Named("new", 4)])
            .Keeping(before);
        Assert.Multiple(() =>
        {
            Assert.That(after.Filters[0], Is.SameAs(before.Filters[0]));
            Assert.That(after.Filters[1], Is.Not.SameAs(before.Filters[1]));
            Assert.That(after.Filters[1].Filter.Rules[0].LocalPref, Is.EqualTo(3));
            Assert.That(after.Knows("new"));
        });
    }

    private static BgpNamedFilter Named(string name, uint localPref) =>
        new(new BgpFilter(name, [new BgpRule { LocalPref = localPref }]), AcceptsRest: true);
}
