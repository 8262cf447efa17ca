using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

public sealed class UpdateTests
{
    private static readonly BgpSessionContext s_internal = new() { Internal = true, FourOctetAs = true };
    private static readonly BgpSessionContext s_old = new() { FourOctetAs = false };

    [Test]
    public void Reads_every_attribute()
    {
        byte[] octets = Build.Update("40010102" + "40020a" + "0202" + "0000fde9" + "fa56ea01" + "400304c0000201"
            + "80040400000007" + "40050400000064" + "400600" + "c00708" + "0000fde9" + "c0000209"
            + "c00808" + "ffffff01" + "fde90001" + "800904c0000203" + "800a04c0000204" + "c01008" + "0002fde900000001"
            + "c0200c" + "0000fde90000000100000002" + "c02304" + "0000fde9");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out BgpError error), Is.True);
        Assert.That(error.IsNone, Is.True, error.Reason);
        BgpAttributes found = view.Attributes;
        ReadOnlySpan<byte> block = view.AttributeBlock;
        Assert.That(found.Origin, Is.EqualTo(BgpOrigin.Incomplete));
        Assert.That(AsPathAttribute.ToText(block, found.AsPath), Is.EqualTo("65001 4200000001"));
        Assert.That(found.NextHop.ToString(), Is.EqualTo("192.0.2.1"));
        Assert.That((found.HasMed, found.Med), Is.EqualTo((true, 7u)));
        Assert.That((found.HasLocalPref, found.LocalPref), Is.EqualTo((true, 100u)));
        Assert.That(found.AtomicAggregate, Is.True);
        Assert.That((found.AggregatorAs, found.AggregatorAddress.ToString()),
            Is.EqualTo((new Asn(65001), "192.0.2.9")));
        Assert.That(CommunitiesAttribute.Contains(block, found.Communities, CommunitiesAttribute.NoExport), Is.True);
        Assert.That(CommunitiesAttribute.Contains(block, found.Communities, 0xfde90001), Is.True);
        Assert.That(CommunitiesAttribute.Contains(block, found.Communities, 0xfde90002), Is.False);
        Assert.That(found.OriginatorId.ToString(), Is.EqualTo("192.0.2.3"));
        Assert.That(ClusterListAttribute.Contains(block, found.ClusterList, 0xc0000204), Is.True);
        Assert.That(found.ExtendedCommunities.Length, Is.EqualTo(8));
        Assert.That(found.LargeCommunities.Length, Is.EqualTo(12));
        Assert.That((found.HasOnlyToCustomer, found.OnlyToCustomer), Is.EqualTo((true, new Asn(65001))));
        Assert.That(view.IsCanonical, Is.True);

        BgpAttributes again = BgpAttributes.Read(block);
        Assert.That((again.Med, again.LocalPref, again.AsPath.Length), Is.EqualTo((7u, 100u, 10)));
    }

    [Test]
    public void Reads_prefixes_of_every_length_and_ignores_trailing_bits()
    {
        // RFC 4271 §4.3: ceil(length / 8) octets; what lies past the length is irrelevant.
        string nlri = string.Concat(Enumerable.Range(0, 33)
            .Select(length => length.ToString("x2", null) + "ffffffff"[..(2 * ((length + 7) / 8))]));
        byte[] octets = Build.Update(Build.Internal, nlri);
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.Nlri.ToArray(), Is.EqualTo(Enumerable.Range(0, 33)
            .Select(length => new BgpNlri(Prefix.Containing(Ipv4Address.LimitedBroadcast, length)))));
    }

    [TestCase("00000001" + "10", Description = "prefix cut")]
    [TestCase("000000", Description = "path identifier cut")]
    [TestCase("00000001", Description = "path identifier and no prefix")]
    public void Path_identifiers_are_part_of_the_prefix(string nlri)
    {
        BgpSessionContext addPath = s_internal with { AddPathIpv4 = true };
        Assert.That(BgpUpdateView.TryParse(Build.Update(Build.Internal, nlri), addPath, out _, out BgpError error),
            Is.False);
        Assert.That(error.Subcode, Is.EqualTo(BgpSubcode.Update.InvalidNetworkField));
    }

    [Test]
    public void Path_identifiers_are_read_in_all_four_fields()
    {
        BgpSessionContext addPath = s_internal with { AddPathIpv4 = true };
        byte[] octets = Build.Update(
            Build.Internal + "800e10" + "00010104c000020100" + "0000000b100a02"
                + "800f0a" + "000101" + "0000000c100a03",
            "0000000d100a01", "0000000e100a04");
        Assert.That(BgpUpdateView.TryParse(octets, addPath, out BgpUpdateView view, out BgpError error), Is.True,
            error.Reason);
        Assert.That(view.MpReachNlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.2.0.0/16"), 11) }));
        Assert.That(view.MpUnreachNlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.3.0.0/16"), 12) }));
        Assert.That(view.Nlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.1.0.0/16"), 13) }));
        Assert.That(view.Withdrawn.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.4.0.0/16"), 14) }));
    }

    [Test]
    public void Every_unknown_transitive_attribute_survives_a_copy()
    {
        for (int code = 0; code < 256; code++)
        {
            if (BgpAttributeCode.TryGetFlags((byte)code, out _))
            {
                continue;
            }

            string attribute = "e0" + code.ToString("x2", null) + "03" + "010203";
            string all = code == 0 ? attribute + Build.Internal : Build.Internal + attribute;
            byte[] octets = Build.Update(all);
            Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out BgpError error),
                Is.True);
            Assert.That(error.IsNone, Is.True);
            Assert.That(view.IsCanonical, Is.True, $"attribute {code}");
            byte[] block = new byte[view.CanonicalBound];
            Assert.That(block[..view.WriteCanonical(block, 0)], Is.EqualTo(Build.Hex(all)));
            Assert.That(BgpUpdate.TryParse(octets, s_internal, out BgpUpdate? update, out _), Is.True);
            byte[] again = new byte[update!.EncodedLength];
            update.Write(again, 0);
            Assert.That(again, Is.EqualTo(octets));
        }
    }

    [Test]
    public void The_canonical_form_is_one_for_all_orders_and_headers()
    {
        // Sorted, ext-length undone, low flag bits cleared, unknown non-transitive gone.
        string expected = Build.Internal + "80040400000007" + "e0ff0101";
        string[] same =
        [
            expected,
            "e0ff0101" + "80040400000007" + "400304c0000201" + "400200" + "40010100",
            "500100010040020040" + "0304c0000201" + "8f0404" + "00000007" + "e0ff0101",
            Build.Internal + "80040400000007" + "80f00177" + "e0ff0101",
        ];
        foreach (string attributes in same)
        {
            Assert.That(BgpUpdateView.TryParse(Build.Update(attributes), s_internal, out BgpUpdateView view,
                out BgpError error), Is.True, error.Reason);
            byte[] block = new byte[view.CanonicalBound];
            Assert.That(block[..view.WriteCanonical(block, 0)], Is.EqualTo(Build.Hex(expected)), attributes);
            Assert.That(view.IsCanonical, Is.EqualTo(attributes == expected), attributes);
        }
    }

    [Test]
    public void Routes_of_mp_reach_are_stored_with_their_own_next_hop()
    {
        byte[] octets = Build.Update(Build.Internal + "800e0c" + "00010104c6336401" + "00" + "100a02");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out _), Is.True);
        byte[] block = new byte[view.CanonicalBound];
        Assert.That(block[..view.WriteCanonical(block, 0)], Is.EqualTo(Build.Hex(Build.Internal)));
        Assert.That(block[..view.WriteCanonical(block, 0, forMpReach: true)],
            Is.EqualTo(Build.Hex("40010100" + "400200" + "400304c6336401")));
    }

    [Test]
    public void End_of_rib_of_another_family()
    {
        byte[] octets = Build.Update("800f03000201", nlri: "");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.IsEndOfRib(out BgpFamily family), Is.True);
        Assert.That(family, Is.EqualTo(BgpFamily.Ipv6Unicast));
    }

    // RFC 6793 §4.2.3, with 23456 as AS_TRANS (5ba0). Paths are written as text for the reader.
    [TestCase("4002080203" + "fde9" + "5ba0" + "5ba0", "c0110a0202" + "00010000" + "00020000", "65001 65536 131072")]
    [TestCase("4002060202" + "fde9" + "5ba0", "c0110e0203" + "000000010000000200000003", "65001 23456",
        Description = "AS4_PATH longer than AS_PATH is ignored")]
    [TestCase("4002060202" + "fde9" + "5ba0", "", "65001 23456")]
    [TestCase("4002060202" + "fde9" + "5ba0", "c01105" + "0201000100", "65001 23456",
        Description = "malformed: discarded (CVE-2026-41643)")]
    [TestCase("40020a" + "0202fde95ba0" + "0101fdea", "c0110c" + "020100010000" + "01010000fdea",
        "65001 65536 {65002}", Description = "a set counts one")]
    [TestCase("4002040201" + "fde9", "c0110c" + "03010000fdff" + "02010000fde9", "65001",
        Description = "confederation segments of AS4_PATH are left out (§6)")]
    public void As4_path_is_merged(string path, string as4Path, string expected)
    {
        byte[] octets = Build.Update("40010100" + path + "400304c0000201" + as4Path);
        Assert.That(BgpUpdateView.TryParse(octets, s_old, out BgpUpdateView view, out BgpError error), Is.True,
            error.Reason);
        byte[] block = new byte[view.CanonicalBound];
        int length = view.WriteCanonical(block, 0);
        BgpAttributes stored = BgpAttributes.Read(block.AsSpan(0, length));
        Assert.That(AsPathAttribute.ToText(block, stored.AsPath), Is.EqualTo(expected));
        Assert.That(stored.Has(BgpAttributeCode.As4Path), Is.False);
    }

    [TestCase("5ba0", "65001 65536", 65536u, Description = "AS_TRANS: both AS4_* are believed")]
    [TestCase("fdea", "65001 23456", 65002u, Description = "any other: both AS4_* are out of date")]
    public void As4_aggregator_decides_whether_as4_path_counts(string aggregator, string path, uint asn)
    {
        byte[] octets = Build.Update("40010100" + "4002060202fde95ba0" + "400304c0000201"
            + "c00706" + aggregator + "c0000209" + "c0110602010001" + "0000" + "c01208" + "00010000" + "c0000208");
        Assert.That(BgpUpdateView.TryParse(octets, s_old, out BgpUpdateView view, out BgpError error), Is.True,
            error.Reason);
        byte[] block = new byte[view.CanonicalBound];
        int length = view.WriteCanonical(block, 0);
        BgpAttributes stored = BgpAttributes.Read(block.AsSpan(0, length));
        Assert.That(AsPathAttribute.ToText(block, stored.AsPath), Is.EqualTo(path));
        Assert.That(stored.AggregatorAs, Is.EqualTo(new Asn(asn)));
    }

    [Test]
    public void A_long_path_of_two_octet_numbers_grows_within_the_bound()
    {
        string path = string.Concat(Enumerable.Repeat("02ff" + string.Concat(Enumerable.Repeat("fde9", 255)), 3));
        byte[] octets = Build.Update("40010100" + "5002" + (3 * 512).ToString("x4", null) + path + "400304c0000201");
        Assert.That(BgpUpdateView.TryParse(octets, s_old, out BgpUpdateView view, out _), Is.True);
        byte[] block = new byte[view.CanonicalBound];
        BgpAttributes stored = BgpAttributes.Read(block.AsSpan(0, view.WriteCanonical(block, 0)));
        Assert.That(AsPathAttribute.Length(block, stored.AsPath), Is.EqualTo(765));
    }

    [Test]
    public void Packs_as_many_prefixes_as_fit()
    {
        BgpNlri[] prefixes = Enumerable.Range(0, 2000)
            .Select(i => (uint)i)
            .Select(i => new BgpNlri(Prefix.Containing(new Ipv4Address(0x0a000000 + (i << 8)), 24), i + 1))
            .ToArray();
        byte[] block = Build.Hex(Build.Internal);
        foreach ((int maxSize, bool addPath) in new[] { (4096, false), (4096, true), (65535, true), (60, true) })
        {
            byte[] octets = new byte[maxSize];
            List<BgpNlri> seen = [];
            int size = addPath ? 8 : 4;
            while (seen.Count < prefixes.Length)
            {
                int length = BgpUpdateWriter.WriteReach(octets, 0, maxSize, block, prefixes.AsSpan(seen.Count), addPath,
                    out int taken);
                Assert.That(length, Is.EqualTo(23 + block.Length + (taken * size)));
                Assert.That(length + size > maxSize || seen.Count + taken == prefixes.Length, Is.True, "full");
                Assert.That(BgpUpdateView.TryParse(octets.AsSpan(0, length), s_internal with { AddPathIpv4 = addPath },
                    out BgpUpdateView view, out _), Is.True);
                seen.AddRange(view.Nlri.ToArray());
            }

            Assert.That(seen, Is.EqualTo(prefixes.Select(n => new BgpNlri(n.Prefix, addPath ? n.PathId : 0))));
        }
    }

    [Test]
    public void Says_when_attributes_leave_no_room()
    {
        byte[] octets = new byte[4096];
        BgpNlri[] one = [new BgpNlri(Prefix.Parse("10.1.2.0/24"))];
        Assert.That(BgpUpdateWriter.WriteReach(octets, 0, 4096, new byte[4096 - 23 - 3], one, false, out int taken),
            Is.Zero);
        Assert.That(taken, Is.Zero);
        Assert.That(BgpUpdateWriter.WriteReach(octets, 0, 4096, new byte[5000], one, false, out taken), Is.Zero);
        Assert.That(BgpUpdateWriter.WriteReach(octets, 0, 4096, new byte[4096 - 23 - 4], one, false, out taken),
            Is.EqualTo(4096));
        Assert.That(taken, Is.EqualTo(1));
    }

    [Test]
    public void Withdraws()
    {
        byte[] octets = new byte[4096];
        BgpNlri[] two = [new BgpNlri(Prefix.Parse("172.165.231.128/26"), 2), new BgpNlri(Prefix.Default, 3)];
        int length = BgpUpdateWriter.WriteWithdraw(octets, 0, 4096, two, addPath: true, out int taken);
        Assert.That(taken, Is.EqualTo(2));
        Assert.That(octets[..length],
            Is.EqualTo(Build.Message(2, "000e" + "000000021aaca5e780" + "0000000300" + "0000")));
        length = BgpUpdateWriter.WriteWithdraw(octets, 0, 4096, two, addPath: false, out _);
        Assert.That(octets[..length], Is.EqualTo(Build.Message(2, "0006" + "1aaca5e780" + "00" + "0000")));
        Assert.That(BgpUpdateWriter.WriteWithdraw(octets, 0, 4096, [], false, out _), Is.Zero);
    }

    [Test]
    public void Partial_is_set_on_what_is_passed_on_unrecognized()
    {
        byte[] source = Build.Hex("c00804fde90001" + "c0ff0101");
        byte[] block = new byte[64];
        BgpAttributeWriter writer = new(block, 0);
        foreach (BgpAttribute attribute in new BgpAttributeList(source))
        {
            writer.Forward(source, attribute);
        }

        Assert.That(block[..writer.Length], Is.EqualTo(Build.Hex("c00804fde90001" + "e0ff0101")));
    }

    [Test]
    public void Attributes_out_of_order_are_a_defect_of_the_caller() => Assert.Throws<InvalidOperationException>(() =>
    {
        BgpAttributeWriter writer = new(new byte[64], 0);
        writer.LocalPref(1);
        writer.Med(1);
    });
}
