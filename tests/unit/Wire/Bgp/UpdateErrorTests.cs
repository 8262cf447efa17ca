using System;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>RFC 7606 row by row, with the codes of RFC 4271 §6.3.</summary>
public sealed class UpdateErrorTests
{
    private const string Origin = "40010100";
    private const string Path = "4002060201" + "0000fde9";
    private const string NextHop = "400304c0000201";

    private static readonly BgpSessionContext s_internal = new() { Internal = true, FourOctetAs = true };
    private static readonly BgpSessionContext s_external = new()
    {
        FourOctetAs = true,
        PeerAs = new Asn(65001),
        EnforceFirstAs = true,
    };

    // ORIGIN (RFC 7606 §7.1).
    [TestCase("400100" + Path + NextHop, BgpSeverity.Withdraw, 5, "400100")]
    [TestCase("4001020000" + Path + NextHop, BgpSeverity.Withdraw, 5, "4001020000")]
    [TestCase("40010103" + Path + NextHop, BgpSeverity.Withdraw, 6, "40010103")]
    // AS_PATH (RFC 7606 §7.2, RFC 7607 §2, RFC 5065 §5).
    [TestCase(Origin + "4002060001" + "0000fde9" + NextHop, BgpSeverity.Withdraw, 11, "40020600010000fde9")]
    [TestCase(Origin + "4002060501" + "0000fde9" + NextHop, BgpSeverity.Withdraw, 11, "40020605010000fde9")]
    [TestCase(Origin + "4002060202" + "0000fde9" + NextHop, BgpSeverity.Withdraw, 11, "40020602020000fde9")]
    [TestCase(Origin + "4002070201" + "0000fde902" + NextHop, BgpSeverity.Withdraw, 11, "40020702010000fde902")]
    [TestCase(Origin + "4002080201" + "0000fde90200" + NextHop, BgpSeverity.Withdraw, 11, "40020802010000fde90200")]
    [TestCase(Origin + "4002060201" + "00000000" + NextHop, BgpSeverity.Withdraw, 11, "400206020100000000")]
    [TestCase(Origin + "4002060301" + "0000fde9" + NextHop, BgpSeverity.Withdraw, 11, "40020603010000fde9")]
    // NEXT_HOP (RFC 7606 §7.3; CVE-2026-30405 is a short one).
    [TestCase(Origin + Path + "400303c00002", BgpSeverity.Withdraw, 5, "400303c00002")]
    [TestCase(Origin + Path + "400305c000020100", BgpSeverity.Withdraw, 5, "400305c000020100")]
    [TestCase(Origin + Path + "40030400000000", BgpSeverity.Withdraw, 8, "40030400000000")]
    [TestCase(Origin + Path + "400304e0000001", BgpSeverity.Withdraw, 8, "400304e0000001")]
    [TestCase(Origin + Path + "4003047f000001", BgpSeverity.Withdraw, 8, "4003047f000001")]
    [TestCase(Origin + Path + "400304ffffffff", BgpSeverity.Withdraw, 8, "400304ffffffff")]
    // MULTI_EXIT_DISC (§7.4).
    [TestCase(Build.Internal + "800403000001", BgpSeverity.Withdraw, 5, "800403000001")]
    // LOCAL_PREF from an internal peer (§7.5).
    [TestCase(Build.Internal + "400503000001", BgpSeverity.Withdraw, 5, "400503000001")]
    // ATOMIC_AGGREGATE (§7.6) and AGGREGATOR (§7.7, RFC 7607 §2).
    [TestCase(Build.Internal + "40060100", BgpSeverity.Discard, 5, "40060100")]
    [TestCase(Build.Internal + "c00706fde9c0000201", BgpSeverity.Discard, 9, "c00706fde9c0000201")]
    [TestCase(Build.Internal + "c0070800000000c0000201", BgpSeverity.Discard, 9, "c0070800000000c0000201")]
    // COMMUNITIES (§7.8).
    [TestCase(Build.Internal + "c00800", BgpSeverity.Withdraw, 9, "c00800")]
    [TestCase(Build.Internal + "c00806fde900010002", BgpSeverity.Withdraw, 9, "c00806fde900010002")]
    // ORIGINATOR_ID (§7.9) and CLUSTER_LIST (§7.10) from an internal peer.
    [TestCase(Build.Internal + "800903c00002", BgpSeverity.Withdraw, 5, "800903c00002")]
    [TestCase(Build.Internal + "800a00", BgpSeverity.Withdraw, 5, "800a00")]
    [TestCase(Build.Internal + "800a05c000020100", BgpSeverity.Withdraw, 5, "800a05c000020100")]
    // EXTENDED COMMUNITIES (§7.14).
    [TestCase(Build.Internal + "c01000", BgpSeverity.Withdraw, 9, "c01000")]
    [TestCase(Build.Internal + "c01007" + "0002fde9000000", BgpSeverity.Withdraw, 9, "c010070002fde9000000")]
    // LARGE_COMMUNITY (RFC 8092 §6) and OTC (RFC 9234 §5).
    [TestCase(Build.Internal + "c02000", BgpSeverity.Withdraw, 9, "c02000")]
    [TestCase(Build.Internal + "c02008" + "0000000100000002", BgpSeverity.Withdraw, 9, "c020080000000100000002")]
    [TestCase(Build.Internal + "c02303" + "000001", BgpSeverity.Withdraw, 9, "c02303000001")]
    // AS4_* between four-octet speakers (RFC 6793 §4.1).
    [TestCase(Build.Internal + "c01106" + "02010000fde9", BgpSeverity.Discard, 9, "c0110602010000fde9")]
    [TestCase(Build.Internal + "c01208" + "0000fde9c0000201", BgpSeverity.Discard, 9, "c012080000fde9c0000201")]
    // Flags (§3 (c)): Optional, then Transitive, in conflict. Partial and the low bits say nothing.
    [TestCase("c0010100" + Path + NextHop, BgpSeverity.Withdraw, 4, "c0010100")]
    [TestCase("00010100" + Path + NextHop, BgpSeverity.Withdraw, 4, "00010100")]
    [TestCase(Build.Internal + "c00404" + "00000001", BgpSeverity.Withdraw, 4, "c0040400000001")]
    [TestCase(Build.Internal + "800804" + "fde90001", BgpSeverity.Withdraw, 4, "800804fde90001")]
    [TestCase("6f010100" + Path + NextHop, BgpSeverity.None, 0, "")]
    // Missing well-known mandatory attributes (§3 (d)); the data are the missing type.
    [TestCase(Path + NextHop, BgpSeverity.Withdraw, 3, "01")]
    [TestCase(Origin + NextHop, BgpSeverity.Withdraw, 3, "02")]
    [TestCase(Origin + Path, BgpSeverity.Withdraw, 3, "03")]
    [TestCase("", BgpSeverity.Withdraw, 3, "01", Description = "NLRI and no attributes (CVE-2023-41358)")]
    [TestCase("c0ff0101", BgpSeverity.Withdraw, 3, "01", Description = "only an unknown one (CVE-2023-46753)")]
    // Duplicates (§3 (g)).
    [TestCase(Build.Internal + "40010103", BgpSeverity.Discard, 1, "40010103")]
    [TestCase(Build.Internal + "c0ff0101" + "c0ff0102", BgpSeverity.Discard, 1, "c0ff0102")]
    // Attributes and their total length disagree (§4).
    [TestCase(Build.Internal + "40", BgpSeverity.Withdraw, 1, "40")]
    [TestCase(Build.Internal + "4005", BgpSeverity.Withdraw, 1, "4005")]
    [TestCase(Build.Internal + "500500", BgpSeverity.Withdraw, 1, "500500")]
    [TestCase(Build.Internal + "40050400", BgpSeverity.Withdraw, 1, "40050400")]
    // Unrecognized and well-known (RFC 4271 §6.3).
    [TestCase(Build.Internal + "40ff00", BgpSeverity.Reset, 2, "40ff00")]
    // No error at all.
    [TestCase(Build.Internal, BgpSeverity.None, 0, "")]
    [TestCase(Build.Internal + "80ff03aabbcc", BgpSeverity.None, 0, "")]
    // Attributes that have broken others and mean nothing here: 23, 26, 28, 39, 40.
    [TestCase(Build.Internal + "c0170100", BgpSeverity.None, 0, "", Description = "CVE-2023-38802, CVE-2024-44070")]
    [TestCase(Build.Internal + "801a020100", BgpSeverity.None, 0, "", Description = "CVE-2023-41359")]
    [TestCase(Build.Internal + "e01c04000000ff", BgpSeverity.None, 0, "", Description = "VU#347067")]
    [TestCase(Build.Internal + "c0270100", BgpSeverity.None, 0, "", Description = "CVE-2026-37459")]
    [TestCase(Build.Internal + "c0280401ffff00", BgpSeverity.None, 0, "", Description = "CVE-2023-31490")]
    // IPv6 EXTENDED COMMUNITIES (§7.15; CVE-2026-37461 is an odd length).
    [TestCase(Build.Internal + "c01907" + "00000000000000", BgpSeverity.Withdraw, 9, "c0190700000000000000")]
    [TestCase(Build.Internal + "c01900", BgpSeverity.Withdraw, 9, "c01900")]
    [TestCase(Build.Internal + "c01914" + "000220010db8000000000000000000000000ffff", BgpSeverity.None, 0, "")]
    public void From_an_internal_peer(string attributes, BgpSeverity severity, int subcode, string data) =>
        AssertVerdict(Build.Update(attributes), s_internal, severity, subcode, data);

    // What only an internal peer may say is discarded whatever it holds (RFC 7606 §7.5, §7.9, §7.10).
    [TestCase(Build.External + "40050400000064", BgpSeverity.Discard, 5, "40050400000064")]
    [TestCase(Build.External + "400503000064", BgpSeverity.Discard, 5, "400503000064")]
    [TestCase(Build.External + "800904c0000201", BgpSeverity.Discard, 9, "800904c0000201")]
    [TestCase(Build.External + "800a05c000020100", BgpSeverity.Discard, 9, "800a05c000020100")]
    // The first AS is not the peer's (RFC 4271 §6.3).
    [TestCase(Origin + "4002060201" + "0000fdea" + NextHop, BgpSeverity.Withdraw, 11, "40020602010000fdea")]
    [TestCase(Origin + "400200" + NextHop, BgpSeverity.Withdraw, 11, "400200")]
    [TestCase(Origin + "4002060101" + "0000fde9" + NextHop, BgpSeverity.Withdraw, 11, "40020601010000fde9")]
    [TestCase(Build.External, BgpSeverity.None, 0, "")]
    // A long Only to Customer, as sent by a bug in October 2025, costs its routes and not the session.
    [TestCase(Build.External + "d0230008" + "0000fde90000fde9", BgpSeverity.Withdraw, 9, "d02300080000fde90000fde9")]
    public void From_an_external_peer(string attributes, BgpSeverity severity, int subcode, string data) =>
        AssertVerdict(Build.Update(attributes), s_external, severity, subcode, data);

    // MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 7606 §7.11, §7.12, §3 (g), (j)).
    [TestCase("800e04" + "00010104", BgpSeverity.Reset, 9, Description = "shorter than its fixed part")]
    [TestCase("800e09" + "00010105c000020100", BgpSeverity.Reset, 9,
        Description = "next hop past the end (CVE-2023-46752)")]
    [TestCase("800e0a" + "00010105c00002010000", BgpSeverity.Reset, 9, Description = "IPv4 next hop of five octets")]
    [TestCase("800e15" + "00010110" + "20010db8000000000000000000000001" + "00", BgpSeverity.Reset, 9,
        Description = "IPv6 next hop that nobody agreed on (RFC 8950 §4)")]
    [TestCase("800e0a" + "00010104c000020100" + "21", BgpSeverity.Reset, 9, Description = "prefix of 33 bits")]
    [TestCase("800e0b" + "00010104c000020100" + "100a", BgpSeverity.Reset, 9, Description = "prefix past the end")]
    [TestCase("800e0c" + "00010104000000000010" + "0a02", BgpSeverity.Withdraw, 9, Description = "next hop 0.0.0.0")]
    [TestCase("800f02" + "0001", BgpSeverity.Reset, 9)]
    [TestCase("800f04" + "00010121", BgpSeverity.Reset, 9)]
    [TestCase("800f03000101" + "800f03000101", BgpSeverity.Reset, 1)]
    [TestCase("800e0c" + "00010104c000020100100a02" + "800e0c" + "00010104c000020100100a02", BgpSeverity.Reset, 1)]
    [TestCase("c00e0c" + "00010104c000020100100a02", BgpSeverity.Reset, 4,
        Description = "RFC 7606 §5.3: wrong flags make it incorrect, §3 (j): the session ends")]
    [TestCase("400e0c" + "00010104c000020100100a02", BgpSeverity.Reset, 4)]
    [TestCase("c00f06" + "000101100a02", BgpSeverity.Reset, 4)]
    [TestCase("c00e0600190100" + "00ff", BgpSeverity.Reset, 4, Description = "of any family")]
    [TestCase("800e0c" + "00010104c000020100100a02", BgpSeverity.None, 0)]
    [TestCase("800f06" + "000101100a02", BgpSeverity.None, 0)]
    [TestCase("800e0600190100" + "00ff", BgpSeverity.None, 0, Description = "a family not spoken is passed over")]
    public void Multiprotocol(string attribute, BgpSeverity severity, int subcode)
    {
        byte[] octets = Build.Update(Build.Internal + attribute);
        bool goOn = BgpUpdateView.TryParse(octets, s_internal, out _, out BgpError error);
        Assert.That(goOn, Is.EqualTo(severity != BgpSeverity.Reset));
        Assert.That((error.Severity, (int)error.Subcode), Is.EqualTo((severity, subcode)), error.Reason);
    }

    // Lengths and prefix fields (RFC 4271 §6.3, RFC 7606 §5.3): the session cannot go on.
    [TestCase("0001" + "0000", 1, Description = "withdrawn length over by one")]
    [TestCase("ffff" + "0000", 1, Description = "(CVE-2026-37462)")]
    [TestCase("0000" + "0001", 1)]
    [TestCase("0000" + "ffff" + "40010100", 1)]
    [TestCase("0002" + "0000", 1, Description = "no room for the attribute length")]
    [TestCase("0001" + "21" + "0000", 10, Description = "withdrawn prefix of 33 bits")]
    [TestCase("0002" + "180a" + "0000", 10, Description = "withdrawn prefix cut")]
    [TestCase("0000" + "0000" + "ff", 10)]
    [TestCase("0000" + "0000" + "180a01", 10)]
    [TestCase("0000" + "0004" + "40010103" + "21", 10, Description = "bad routes outweigh bad attributes")]
    public void Fields_that_cannot_be_read(string body, int subcode)
    {
        byte[] octets = Build.Message(2, body);
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out _, out BgpError error), Is.False);
        Assert.That((error.Code, (int)error.Subcode, error.Severity),
            Is.EqualTo((BgpErrorCode.Update, subcode, BgpSeverity.Reset)), error.Reason);
    }

    // RFC 7606 §5.2: no route to withdraw, so the session ends; a discard is still only that.
    [TestCase("40010103", "", BgpSeverity.Reset, 6)]
    [TestCase("40010103", "100a01", BgpSeverity.Reset, 6, Description = "withdrawals only")]
    [TestCase("800f06000101100a02" + "c00800", "", BgpSeverity.Reset, 9)]
    [TestCase("40060100", "", BgpSeverity.Discard, 5)]
    [TestCase("800f03000101" + "c0ff0101", "", BgpSeverity.None, 0, Description = "CVE-2023-47234, -47235")]
    [TestCase("40010100", "", BgpSeverity.None, 0, Description = "nothing is mandatory without routes")]
    public void Without_routes(string attributes, string withdrawn, BgpSeverity severity, int subcode)
    {
        byte[] octets = Build.Update(attributes, nlri: "", withdrawn);
        bool goOn = BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out BgpError error);
        Assert.That(goOn, Is.EqualTo(severity != BgpSeverity.Reset));
        Assert.That((error.Severity, (int)error.Subcode), Is.EqualTo((severity, subcode)), error.Reason);
        Assert.That(goOn && view.IsEndOfRib(out _), Is.False, "stray attributes: no marker");
    }

    // RFC 7606 §3 (h): the strongest wins wherever it stands, and the scan reads on.
    [TestCase("40060100" + "40010103" + "40ff00", BgpSeverity.Reset, 2)]
    [TestCase("40ff00" + "40010103" + "40060100", BgpSeverity.Reset, 2)]
    [TestCase("40060100" + "40010103" + Path + NextHop, BgpSeverity.Withdraw, 6)]
    [TestCase("40010103" + Path + NextHop + "40060100", BgpSeverity.Withdraw, 6)]
    public void The_strongest_wins(string attributes, BgpSeverity severity, int subcode)
    {
        bool goOn = BgpUpdateView.TryParse(Build.Update(attributes), s_internal, out _, out BgpError error);
        Assert.That(goOn, Is.EqualTo(severity != BgpSeverity.Reset));
        Assert.That((error.Severity, (int)error.Subcode), Is.EqualTo((severity, subcode)));
    }

    // RFC 9774 §3, where the operator wants it.
    [TestCase("40020c" + "02010000fde9" + "01010000fdea", "", BgpSeverity.Withdraw)]
    [TestCase("400206" + "02010000fde9", "", BgpSeverity.None)]
    public void Sets_of_as_numbers(string path, string more, BgpSeverity severity)
    {
        foreach (bool reject in (bool[])[true, false])
        {
            Assert.That(BgpUpdateView.TryParse(Build.Update(Origin + path + NextHop + more),
                s_external with { RejectAsSets = reject }, out _, out BgpError error), Is.True);
            Assert.That(error.Severity, Is.EqualTo(reject ? severity : BgpSeverity.None));
        }
    }

    [Test]
    public void Sets_of_as4_path_count_too()
    {
        BgpSessionContext old = new() { RejectAsSets = true };
        byte[] octets = Build.Update(Origin + "40020402015ba0" + NextHop + "c0110601010001" + "0000");
        Assert.That(BgpUpdateView.TryParse(octets, old, out _, out BgpError error), Is.True);
        Assert.That(error.Severity, Is.EqualTo(BgpSeverity.Withdraw));
    }

    [Test]
    public void Prefixes_that_are_no_unicast_routes_are_ignored()
    {
        // RFC 4271 §6.3: semantically incorrect. Prefixes that hold more than those ranges are routes.
        byte[] octets = Build.Update(Build.Internal, "04e0" + "18ef0101" + "08" + "7f" + "207f000001"
            + "00" + "03e0" + "077e" + "100a01" + "04f0");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out BgpError error), Is.True);
        Assert.That(error.IsNone, Is.True);
        Assert.That(view.Nlri.ToArray().Select(n => n.ToString()),
            Is.EqualTo(new[] { "0.0.0.0/0", "224.0.0.0/3", "126.0.0.0/7", "10.1.0.0/16", "240.0.0.0/4" }));
    }

    [Test]
    public void A_message_full_of_ignored_prefixes_is_read_in_one_go()
    {
        byte[] octets = Build.Update(Build.Internal, string.Concat(Enumerable.Repeat("04e0", 32000)));
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.Nlri.ToArray(), Is.Empty);
    }

    [Test]
    public void Routes_of_a_bad_update_are_known()
    {
        byte[] octets = Build.Update("40010103" + "800e0c" + "00010104c000020100100a02", "100a01", "180a0300");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out BgpError error), Is.True);
        Assert.That(error.Severity, Is.EqualTo(BgpSeverity.Withdraw));
        Assert.That(view.Nlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.1.0.0/16")) }));
        Assert.That(view.MpReachNlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.2.0.0/16")) }));
        Assert.That(view.Withdrawn.ToArray(), Is.EqualTo(new[] { new BgpNlri(Prefix.Parse("10.3.0.0/24")) }));
    }

    [Test]
    public void A_discarded_attribute_is_gone()
    {
        byte[] octets = Build.Update(Build.External + "80040400000007" + "40050400000064");
        Assert.That(BgpUpdateView.TryParse(octets, s_external, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.Attributes.HasLocalPref, Is.False);
        Assert.That(view.Attributes.Med, Is.EqualTo(7u));
        Assert.That(view.IsCanonical, Is.False);
        byte[] block = new byte[view.CanonicalBound];
        int length = view.WriteCanonical(block, 0);
        Assert.That(block[..length], Is.EqualTo(Build.Hex(Build.External + "80040400000007")));
    }

    [Test]
    public void Of_two_the_first_counts()
    {
        byte[] octets = Build.Update(Build.Internal + "40050400000064" + "400504000000c8");
        Assert.That(BgpUpdateView.TryParse(octets, s_internal, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.Attributes.LocalPref, Is.EqualTo(100u));
    }

    private static void AssertVerdict(byte[] octets, BgpSessionContext context, BgpSeverity severity, int subcode,
        string data)
    {
        bool goOn = BgpUpdateView.TryParse(octets, context, out _, out BgpError error);
        Assert.That(goOn, Is.EqualTo(severity != BgpSeverity.Reset));
        Assert.That((error.Severity, (int)error.Subcode), Is.EqualTo((severity, subcode)), error.Reason);
        Assert.That(Convert.ToHexStringLower(error.DataOf(octets)), Is.EqualTo(data));
        if (severity != BgpSeverity.None)
        {
            Assert.That(error.Code, Is.EqualTo(BgpErrorCode.Update));
            Assert.That(error.Reason, Is.Not.Empty);
        }
    }
}
