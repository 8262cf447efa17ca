using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>
/// Blocks before and after, as the RFCs lay them out: flags, code, length, value (RFC 4271 §4.3), ascending codes.
/// </summary>
public sealed class AttributeRewriterTests
{
    private const string Origin = "40010100";
    private const string EmptyPath = "400200";
    private const string Path = "40020a0202" + "0000fde9" + "0000fdea"; // 65001 65002
    private const string NextHop = "400304c0000201";
    private const string LocalPref = "40050400000064";
    private const string Start = Origin + Path + NextHop;

    [Test]
    public void Nothing_asked_changes_nothing()
    {
        const string All = Start + "80040400000007" + LocalPref + "400600" + "c007080000fde9c0000201"
            + "c00804fde90001" + "800904c0000202" + "800a04c0000203" + "c010080002fde900000001"
            + "c0200c000000010000000200000003" + "c023040000fde9" + "c0630161";
        Assert.That(Rewrite(new AttributeRewriter(), All), Is.EqualTo(All));

        // RFC 4271 §5: an attribute that is not recognized here goes on with the Partial bit.
        Assert.That(Rewrite(new AttributeRewriter { IsForwarded = true }, All),
            Is.EqualTo(All.Replace("c0630161", "e0630161")));
    }

    [Test]
    public void Attributes_that_were_missing_stand_where_their_codes_belong()
    {
        AttributeRewriter rewriter = new()
        {
            Med = 1,
            LocalPref = 2,
            OriginatorId = RouterId.Parse("192.0.2.9"),
            PrependCluster = 0x0a0b0c0d,
            Otc = new Asn(65010),
            AddLlgrStale = true,
            Communities = new[]
            {
                BgpCommunityEdit.Add(BgpCommunity.Extended(0x0002_fde9_0000_0001)),
                BgpCommunityEdit.Add(BgpCommunity.Large(1, 2, 3)),
            },
        };
        Assert.That(Rewrite(rewriter, Start + "c0630161"), Is.EqualTo(Start + "80040400000001" + "40050400000002"
            + "c00804ffff0006" + "800904c0000209" + "800a040a0b0c0d" + "c010080002fde900000001"
            + "c0200c000000010000000200000003" + "c023040000fdf2" + "c0630161"));
    }

    [Test]
    public void A_reflector_adds_its_cluster_in_front_and_an_external_peer_sees_neither()
    {
        // RFC 4456 §8: an ORIGINATOR_ID that is there stays; clusters are prepended.
        const string Reflected = Start + LocalPref + "800904c0000202" + "800a04c0000203";
        Assert.That(Rewrite(new AttributeRewriter { PrependCluster = 0x0a0b0c0d }, Reflected),
            Is.EqualTo(Start + LocalPref + "800904c0000202" + "800a080a0b0c0dc0000203"));
        Assert.That(Rewrite(new AttributeRewriter { DropReflection = true, DropLocalPref = true }, Reflected),
            Is.EqualTo(Start));
    }

    [TestCase("192.0.2.77", null, "400304c000024d")]
    [TestCase("2001:db8::1", null, "40031020010db8000000000000000000000001")]
    [TestCase("2001:db8::1", "fe80::2",
        "40032020010db8000000000000000000000001" + "fe800000000000000000000000000002")]
    [TestCase("192.0.2.77", "fe80::2", "400304c000024d")]
    public void Next_hops_of_either_family_replace_any(string global, string? linkLocal, string expected)
    {
        AttributeRewriter rewriter = new()
        {
            NextHop = IpAddress.Parse(global),
            LinkLocal = linkLocal == null ? null : IpAddress.Parse(linkLocal),
        };
        foreach (string old in new[]
        {
            NextHop, "", "40031020010db8000000000000000000000009",
            "40032020010db8000000000000000000000009" + "fe800000000000000000000000000009",
        })
        {
            Assert.That(Rewrite(rewriter, Origin + EmptyPath + old + LocalPref),
                Is.EqualTo(Origin + EmptyPath + expected + LocalPref));
        }
    }

    [Test]
    public void The_link_local_half_of_a_kept_next_hop_can_be_left_out()
    {
        const string Global = "20010db8000000000000000000000009";
        AttributeRewriter rewriter = new() { DropLinkLocal = true };
        Assert.That(Rewrite(rewriter, Origin + EmptyPath + "400320" + Global + "fe800000000000000000000000000009"),
            Is.EqualTo(Origin + EmptyPath + "400310" + Global));
        Assert.That(Rewrite(rewriter, Origin + EmptyPath + NextHop), Is.EqualTo(Origin + EmptyPath + NextHop));
    }

    [Test]
    public void Prepending_joins_the_first_sequence_and_puts_the_own_as_leftmost()
    {
        AttributeRewriter rewriter = new()
        {
            PrependAs = new Asn(64512),
            PrependCount = 2,
            PrependPath = new[] { new Asn(65100), new Asn(65101) },
        };
        const string Four = "0000fc00" + "0000fc00" + "0000fe4c" + "0000fe4d";
        Assert.That(Rewrite(rewriter, Origin + EmptyPath), Is.EqualTo(Origin + "4002120204" + Four));
        Assert.That(Rewrite(rewriter, Origin + Path),
            Is.EqualTo(Origin + "40021a0206" + Four + "0000fde9" + "0000fdea"));

        // RFC 4271 §5.1.2: in front of a set goes a new sequence.
        Assert.That(Rewrite(rewriter, Origin + "4002060101" + "0000fde9"),
            Is.EqualTo(Origin + "4002180204" + Four + "01010000fde9"));
    }

    [TestCase(254, 1, 0, "255")]
    [TestCase(255, 1, 0, "1 255")]
    [TestCase(250, 10, 0, "5 255")]
    [TestCase(0, 255, 1, "1 255")]
    [TestCase(3, 256, 255, "4 255 255")]
    public void No_segment_holds_more_than_255_numbers(int there, int own, int behind, string expected)
    {
        // RFC 4271 §5.1.2: where prepending would overflow the segment, a new one goes in front.
        AttributeRewriter rewriter = new()
        {
            PrependAs = new Asn(1),
            PrependCount = own,
            PrependPath = Enumerable.Repeat(new Asn(2), behind).ToArray(),
        };
        string numbers = string.Concat(Enumerable.Repeat("00000003", there));
        string value = there == 0 ? "" : $"02{there:x2}{numbers}";
        string old = value.Length / 2 > 255 ? $"5002{value.Length / 2:x4}{value}" : $"4002{value.Length / 2:x2}{value}";
        string after = Rewrite(rewriter, Origin + old);
        string path = after[(Origin.Length + 8)..];
        Assert.That(after, Does.StartWith(Origin + $"5002{path.Length / 2:x4}"));
        string seen = "";
        string flat = "";
        for (int at = 0; at < path.Length; at += 4 + (8 * Convert.ToInt32(path.Substring(at + 2, 2), 16)))
        {
            int count = Convert.ToInt32(path.Substring(at + 2, 2), 16);
            Assert.That(path.Substring(at, 2), Is.EqualTo("02"));
            seen += $" {count}";
            flat += path.Substring(at + 4, 8 * count);
        }

        Assert.That(seen.Trim(), Is.EqualTo(expected));
        Assert.That(flat, Is.EqualTo(string.Concat(Enumerable.Repeat("00000001", own))
            + string.Concat(Enumerable.Repeat("00000002", behind)) + numbers));
    }

    [Test]
    public void Communities_keep_their_order_lose_duplicates_and_grow_at_the_end()
    {
        const string Old = "c00814" + "fde90003" + "fde90001" + "fde90003" + "fdea0001" + "fde90002";
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Add(Standard(65001, 1)), BgpCommunityEdit.Add(Standard(65001, 9))),
            Start + Old),
            Is.EqualTo(Start + "c00814" + "fde90003" + "fde90001" + "fdea0001" + "fde90002" + "fde90009"));

        // 65001:* goes; what a later step adds is not touched by an earlier removal.
        BgpCommunityPattern all65001 = new(Standard(65001, 0), BgpCommunity.Standard(0xffff_0000));
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Remove(all65001), BgpCommunityEdit.Add(Standard(65001, 3))),
            Start + Old), Is.EqualTo(Start + "c00808" + "fdea0001" + "fde90003"));
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Add(Standard(65001, 7)), BgpCommunityEdit.Remove(all65001)),
            Start + Old), Is.EqualTo(Start + "c00804" + "fdea0001"));
    }

    [Test]
    public void An_attribute_without_communities_left_is_left_out()
    {
        const string Old = "c00804fde90003" + "c010080002fde900000001" + "c0200c000000010000000200000003";
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Clear(BgpCommunityKind.Standard),
            BgpCommunityEdit.Clear(BgpCommunityKind.Extended), BgpCommunityEdit.Clear(BgpCommunityKind.Large)),
            Start + Old), Is.EqualTo(Start));
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Clear(BgpCommunityKind.Standard),
            BgpCommunityEdit.Add(BgpCommunity.Large(9, 8, 7)), BgpCommunityEdit.Add(BgpCommunity.Large(1, 2, 3))),
            Start + Old), Is.EqualTo(Start + "c010080002fde900000001"
            + "c02018" + "000000010000000200000003" + "000000090000000800000007"));
    }

    [Test]
    public void Non_transitive_extended_communities_stay_in_the_as()
    {
        // RFC 4360 §2: bit 0x40 of the first octet.
        Assert.That(Rewrite(new AttributeRewriter { DropNonTransitive = true },
            Start + "c01010" + "4002fde900000001" + "0002fde900000001"),
            Is.EqualTo(Start + "c01008" + "0002fde900000001"));
    }

    [Test]
    public void Llgr_stale_is_added_once()
    {
        AttributeRewriter rewriter = new() { AddLlgrStale = true };
        string once = Rewrite(rewriter, Start + "c00804fde90003");
        Assert.That(once, Is.EqualTo(Start + "c00808" + "fde90003" + "ffff0006"));
        Assert.That(Rewrite(rewriter, once), Is.EqualTo(once));
    }

    [Test]
    public void Values_longer_than_255_octets_get_the_long_header()
    {
        string many = string.Concat(Enumerable.Range(1, 63).Select(i => $"fde9{i:x4}"));
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Add(Standard(65001, 99))), Start + "c008fc" + many),
            Is.EqualTo(Start + "d0080100" + many + "fde90063"));
        Assert.That(Rewrite(Edits(BgpCommunityEdit.Remove(BgpCommunityPattern.Exactly(Standard(65001, 99)))),
            Start + "d0080100" + many + "fde90063"), Is.EqualTo(Start + "c008fc" + many));
    }

    [Test]
    public void Origin_and_two_octet_passes_keep_the_aggregator()
    {
        // RFC 6793 §4.2.2: AS_TRANS in both, and the four-octet numbers beside them.
        const string Old = Origin + "4002060201" + "00011170" + NextHop + "c0070800011170c0000201";
        Assert.That(Rewrite(new AttributeRewriter { TwoOctetAs = true }, Old), Is.EqualTo(
            Origin + "40020402015ba0" + NextHop + "c007065ba0c0000201"
            + "c0110602010001" + "1170" + "c0120800011170c0000201"));
    }

    [Test]
    public void An_aggregate_is_marked_and_signed()
    {
        // RFC 4271 §5.1.6, §5.1.7.
        BgpOrigination aggregate = new()
        {
            NextHop = IpAddress.Parse("192.0.2.1"),
            AtomicAggregate = true,
            Aggregator = new BgpAggregator(new Asn(65001), Ipv4Address.Parse("192.0.2.1")),
            Communities = [0xfde9_0001],
            LargeCommunities = [BgpCommunity.Large(1, 2, 3)],
        };
        byte[] block = new byte[OriginationBlock.Bound(aggregate)];
        int length = OriginationBlock.Write(block, aggregate);
        Assert.That(Convert.ToHexString(block.AsSpan(0, length)).ToLowerInvariant(), Is.EqualTo(
            Origin + EmptyPath + NextHop + LocalPref + "400600" + "c007080000fde9c0000201" + "c00804fde90001"
            + "c0200c000000010000000200000003"));
    }

    [Test]
    public void Rewriting_allocates_nothing()
    {
        AttributeRewriter rewriter = new()
        {
            NextHop = IpAddress.Parse("2001:db8::1"),
            Med = 1,
            PrependAs = new Asn(1),
            PrependCount = 3,
            AddLlgrStale = true,
            Communities = new[] { BgpCommunityEdit.Add(Standard(1, 2)), BgpCommunityEdit.Add(Standard(1, 3)) },
        };
        byte[] block = Convert.FromHexString(Start + LocalPref + "c00804fde90003");
        byte[] target = new byte[rewriter.Bound(block.Length)];
        Assert.That(Allocation.Of(() => rewriter.Write(target, block)), Is.Zero);
    }

    private static BgpCommunity Standard(uint high, uint low) => BgpCommunity.Standard((high << 16) | low);

    private static AttributeRewriter Edits(params BgpCommunityEdit[] edits) => new() { Communities = edits };

    private static string Rewrite(AttributeRewriter rewriter, string hex)
    {
        byte[] block = Convert.FromHexString(hex);

        // The bound is exact enough to be the room; an octet beyond it would throw.
        byte[] target = new byte[rewriter.Bound(block.Length)];
        int length = rewriter.Write(target, block);
        return Convert.ToHexString(target.AsSpan(0, length)).ToLowerInvariant();
    }
}
