using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>
/// IPv6 unicast (RFC 4760, RFC 2545) and IPv4 with IPv6 next hops (RFC 8950): layouts spelled out by hand.
/// </summary>
public sealed class MultiprotocolTests
{
    private const string Global = "20010db8000000000000000000000001";
    private const string Local = "fe800000000000000000000000000002";
    private const string Mapped = "00000000000000000000ffffc0000201";
    private const string Head = "40010100" + "400200";

    // 2001:db8:1::/48 and 2001:db8::8000:0:0:0/65, its trailing bits set.
    private const string Routes = "3020010db80001" + "4120010db800000000ff";

    private static readonly BgpSessionContext s_both = new() { Internal = true, FourOctetAs = true, Ipv6 = true };

    [Test]
    public void Reads_routes_of_ipv6()
    {
        byte[] octets = Build.Update(Reach("000201", Global, Routes) + Head, nlri: string.Empty);
        BgpUpdateView view = Accepted(octets, s_both);
        Assert.That(view.Nlri.IsEmpty, Is.True);
        Assert.That(view.MpReachNlri.IsV6, Is.True);
        Assert.That(view.MpReachNlri.ToArray().Select(n => n.ToString()),
            Is.EqualTo(new[] { "2001:db8:1::/48", "2001:db8:0:0:8000::/65" }));
        Assert.That(Canonical(view), Is.EqualTo(Build.Hex(Head + "400310" + Global)));
    }

    [Test]
    public void Reads_path_identifiers_by_family()
    {
        byte[] octets = Build.Update(Reach("000201", Global, "000000073020010db80001") + Head, nlri: Build.Nlri);
        BgpUpdateView view = Accepted(octets, s_both with { AddPathIpv6 = true }, BgpSeverity.Withdraw);
        Assert.That(view.MpReachNlri.ToArray(),
            Is.EqualTo(new[] { new BgpNlri(IpPrefix.Parse("2001:db8:1::/48"), 7) }));
        Assert.That(view.Nlri.ToArray(), Is.EqualTo(new[] { new BgpNlri(IpPrefix.Parse("10.1.0.0/16")) }));
    }

    [Test]
    public void Withdraws_of_ipv6_are_read()
    {
        byte[] octets = Build.Update("800f14" + "000201" + Routes, nlri: string.Empty);
        BgpUpdateView view = Accepted(octets, s_both);
        Assert.That(view.MpUnreachNlri.ToArray().Select(n => n.ToString()),
            Is.EqualTo(new[] { "2001:db8:1::/48", "2001:db8:0:0:8000::/65" }));
        Assert.That(view.IsEndOfRib(out _), Is.False);
    }

    [Test]
    public void A_family_that_was_not_agreed_is_passed_over()
    {
        byte[] octets = Build.Update(Reach("000201", "0102", "ff") + Head, nlri: string.Empty);
        BgpUpdateView view = Accepted(octets, s_both with { Ipv6 = false });
        Assert.That(view.Attributes.MpReachFamily, Is.EqualTo(BgpFamily.Ipv6Unicast));
        Assert.That(view.MpReachNlri.IsEmpty, Is.True);
    }

    // The next hop as a set stores it, and what it means: global, link-local.
    [TestCase(Global, "10" + Global, "2001:db8::1", "::")]
    [TestCase(Global + Local, "20" + Global + Local, "2001:db8::1", "fe80::2")]
    [TestCase(Global + Global, "10" + Global, "2001:db8::1", "::", Description = "second half not link-local")]
    [TestCase(Local, "10" + Local, "fe80::2", "fe80::2")]
    [TestCase(Local + Local, "20" + Local + Local, "fe80::2", "fe80::2")]
    [TestCase("00000000000000000000000000000000" + Local, "20" + "00000000000000000000000000000000" + Local, "fe80::2",
        "fe80::2", Description = "a link-local session: BIRD has no global address to give")]
    [TestCase(Mapped, "10" + Mapped, "192.0.2.1", "::", Description = "IPv6 routes of an IPv4 session")]
    public void Next_hops(string nextHop, string stored, string global, string linkLocal)
    {
        foreach (string family in (string[])["000201", "000101"])
        {
            string route = family == "000201" ? "3020010db80001" : Build.Nlri;
            byte[] octets = Build.Update(Reach(family, nextHop, route) + Head, nlri: string.Empty);
            BgpUpdateView view = Accepted(octets, s_both with { ExtendedNextHop = true });
            byte[] block = Canonical(view);
            Assert.That(block, Is.EqualTo(Build.Hex(Head + "4003" + stored)));
            BgpAttributes fields = BgpAttributes.Read(block);
            Assert.That(fields.NextHop.ToString(), Is.EqualTo(global));
            Assert.That(fields.LinkLocal.ToString(), Is.EqualTo(linkLocal));
            Assert.That(BgpAttributes.IsCanonical(block), Is.True);
        }
    }

    [TestCase("00000000000000000000000000000000", Description = "::")]
    [TestCase("00000000000000000000000000000000" + Global, Description = ":: and no link-local")]
    [TestCase("00000000000000000000000000000001", Description = "::1")]
    [TestCase("ff020000000000000000000000000001", Description = "multicast")]
    [TestCase("ff020000000000000000000000000001" + Local, Description = "multicast with a link-local")]
    [TestCase("00000000000000000000ffff7f000001", Description = "127.0.0.1")]
    [TestCase("00000000000000000000ffffe0000001", Description = "224.0.0.1")]
    public void A_next_hop_that_is_no_host_costs_its_routes(string nextHop)
    {
        byte[] octets = Build.Update(Reach("000201", nextHop, Routes) + Head, nlri: string.Empty);
        BgpUpdateView view = Accepted(octets, s_both, BgpSeverity.Withdraw);
        Assert.That(view.MpReachNlri.ToArray(), Has.Length.EqualTo(2));
    }

    // RFC 7606 §7.11: where the routes start is not known, or they cannot be read.
    [TestCase("000201", "c0000201", Routes, Description = "4 octets for IPv6")]
    [TestCase("000201", "", Routes, Description = "none")]
    [TestCase("000201", Global + "00", Routes, Description = "17")]
    [TestCase("000201", "0000000000000000" + Global, Routes, Description = "24: a VPN's")]
    [TestCase("000201", Global + Local + Global, Routes, Description = "48: a VPN's")]
    [TestCase("000201", Global, "8120010db800000000000000000000000100", Description = "129 bits")]
    [TestCase("000201", Global, "80" + "20010db8", Description = "prefix cut")]
    [TestCase("000101", Global, Build.Nlri, Description = "RFC 8950 not agreed")]
    public void What_ends_the_session(string family, string nextHop, string routes)
    {
        byte[] octets = Build.Update(Reach(family, nextHop, routes) + Head, nlri: string.Empty);
        Assert.That(BgpUpdateView.TryParse(octets, s_both, out _, out BgpError error), Is.False);
        Assert.That((error.Code, (int)error.Subcode, error.Severity),
            Is.EqualTo((BgpErrorCode.Update, 9, BgpSeverity.Reset)));
    }

    [Test]
    public void Mapped_addresses_are_no_routes()
    {
        const string Odd = "60" + "00000000000000000000ffff" + "80" + Mapped;
        byte[] octets = Build.Update(Reach("000201", Global, Odd + Routes) + Head, nlri: string.Empty);
        Assert.That(Accepted(octets, s_both).MpReachNlri.ToArray().Select(n => n.ToString()),
            Is.EqualTo(new[] { "2001:db8:1::/48", "2001:db8:0:0:8000::/65" }));
        octets = Build.Update(Reach("000201", Global, Odd) + Head, nlri: string.Empty);
        Assert.That(Accepted(octets, s_both).MpReachNlri.ToArray(), Is.Empty);
    }

    [Test]
    public void Next_hop_of_mp_reach_alone_ignores_the_classic_one()
    {
        // RFC 4760 §3: without routes in the NLRI field NEXT_HOP is ignored; with them it is judged.
        string attributes = Reach("000201", Global, Routes) + Head + "40030400000000";
        Assert.That(Canonical(Accepted(Build.Update(attributes, nlri: string.Empty), s_both)),
            Is.EqualTo(Build.Hex(Head + "400310" + Global)));
        Accepted(Build.Update(attributes), s_both, BgpSeverity.Withdraw);
    }

    [Test]
    public void Announces_with_the_next_hop_of_the_set()
    {
        BgpNlri[] routes = [new(IpPrefix.Parse("2001:db8:1::/48"), 1), new(IpPrefix.Parse("::/0"), 2)];
        byte[] octets = new byte[4096];
        byte[] block = Build.Hex(Head + "400320" + Global + Local + "40050400000064");
        int length = BgpUpdateWriter.WriteMpReach(octets, 0, 4096, BgpFamily.Ipv6Unicast, block, routes, false, out _);
        Assert.That(octets[..length], Is.EqualTo(Build.Update(
            "800e2d" + "00020120" + Global + Local + "00" + "3020010db80001" + "00" + Head + "40050400000064",
            nlri: string.Empty)));
        block = Build.Hex(Head + "400304c0000201");
        length = BgpUpdateWriter.WriteMpReach(octets, 0, 4096, BgpFamily.Ipv6Unicast, block, routes, true, out _);
        Assert.That(octets[..length], Is.EqualTo(Build.Update(
            "800e25" + "00020110" + Mapped + "00" + "000000013020010db80001" + "0000000200" + Head,
            nlri: string.Empty)));
        BgpNlri[] old = [new(IpPrefix.Parse("10.1.0.0/16"))];
        block = Build.Hex(Head + "400310" + Global);
        length = BgpUpdateWriter.WriteMpReach(octets, 0, 4096, BgpFamily.Ipv4Unicast, block, old, false, out _);
        Assert.That(octets[..length],
            Is.EqualTo(Build.Update(Reach("000101", Global, "100a01") + Head, nlri: string.Empty)));
        Assert.That(BgpUpdateWriter.WriteMpReach(octets, 0, 4096, BgpFamily.Ipv6Unicast, Build.Hex(Head), routes, true,
            out int taken), Is.Zero, "no next hop");
        Assert.That(taken, Is.Zero);
    }

    [Test]
    public void Withdraws_and_ends()
    {
        BgpNlri[] routes = [new(IpPrefix.Parse("2001:db8:1::/48"), 1)];
        byte[] octets = new byte[4096];
        int length = BgpUpdateWriter.WriteMpWithdraw(octets, 0, 4096, BgpFamily.Ipv6Unicast, routes, true, out _);
        Assert.That(octets[..length],
            Is.EqualTo(Build.Update("800f0e" + "000201" + "000000013020010db80001", nlri: string.Empty)));
        Assert.That(BgpUpdateWriter.WriteMpWithdraw(octets, 0, 4096, BgpFamily.Ipv6Unicast, [], true, out _), Is.Zero);

        // RFC 4724 §2, spelled out.
        length = BgpUpdateWriter.WriteEndOfRib(octets, 0, BgpFamily.Ipv6Unicast);
        Assert.That(octets[..length],
            Is.EqualTo(Build.Hex(Build.Marker + "001d02" + "0000" + "0006" + "800f03000201")));
        length = BgpUpdateWriter.WriteEndOfRib(octets, 0, BgpFamily.Ipv4Unicast);
        Assert.That(octets[..length], Is.EqualTo(Build.Hex(Build.Marker + "001702" + "0000" + "0000")));
    }

    [Test]
    public void Packs_as_many_prefixes_as_fit()
    {
        BgpNlri[] prefixes = [.. Enumerable.Range(0, 3000).Select(i => new BgpNlri(
            Ipv6Prefix.Containing(new Ipv6Address(0x2001_0db8_0000_0000 + ((ulong)i << 8), 0), 56), (uint)i + 1))];
        byte[] block = Build.Hex(Head + "400320" + Global + Local + "40050400000064");
        foreach ((int maxSize, bool addPath) in new[] { (4096, false), (4096, true), (65535, true), (96, true) })
        {
            byte[] octets = new byte[maxSize];
            BgpSessionContext context = s_both with { AddPathIpv6 = addPath };
            List<BgpNlri> seen = [];
            List<BgpNlri> gone = [];
            int size = addPath ? 12 : 8;
            while (seen.Count < prefixes.Length)
            {
                int length = BgpUpdateWriter.WriteMpReach(octets, 0, maxSize, BgpFamily.Ipv6Unicast, block,
                    prefixes.AsSpan(seen.Count), addPath, out int taken);
                Assert.That(length + size + 1 > maxSize || seen.Count + taken == prefixes.Length, Is.True, "full");
                Assert.That(length, Is.LessThanOrEqualTo(maxSize));
                BgpUpdateView view = Accepted(octets[..length], context);
                Assert.That(Canonical(view), Is.EqualTo(block));
                seen.AddRange(view.MpReachNlri.ToArray());
            }

            while (gone.Count < prefixes.Length)
            {
                int length = BgpUpdateWriter.WriteMpWithdraw(octets, 0, maxSize, BgpFamily.Ipv6Unicast,
                    prefixes.AsSpan(gone.Count), addPath, out _);
                Assert.That(length, Is.LessThanOrEqualTo(maxSize));
                gone.AddRange(Accepted(octets[..length], context).MpUnreachNlri.ToArray());
            }

            Assert.That(seen, Is.EqualTo(prefixes.Select(n => new BgpNlri(n.Prefix, addPath ? n.PathId : 0))));
            Assert.That(gone, Is.EqualTo(seen));
        }
    }

    private static string Reach(string family, string nextHop, string routes)
    {
        string value = family + Octet(nextHop.Length / 2) + nextHop + "00" + routes;
        return "800e" + Octet(value.Length / 2) + value;
    }

    private static string Octet(int value) => value.ToString("x2", null);

    private static BgpUpdateView Accepted(byte[] octets, BgpSessionContext context,
        BgpSeverity severity = BgpSeverity.None)
    {
        Assert.That(BgpUpdateView.TryParse(octets, context, out BgpUpdateView view, out BgpError error), Is.True,
            error.Reason);
        Assert.That(error.Severity, Is.EqualTo(severity), error.Reason);
        return view;
    }

    private static byte[] Canonical(BgpUpdateView view)
    {
        byte[] block = new byte[view.CanonicalBound];
        return block[..view.WriteCanonical(block, 0, forMpReach: true)];
    }
}
