using System;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

public sealed class AsPathTests
{
    [TestCase("", 0, "")]
    [TestCase("0202" + "0000fde90000fdea", 2, "65001 65002")]
    [TestCase("0201" + "0000fde9" + "0103" + "000000010000000200000003", 2, "65001 {1,2,3}")]
    [TestCase("0302" + "0000fde90000fdea" + "0201" + "00000001", 1, "(65001 65002) 1")]
    [TestCase("0402" + "0000fde90000fdea", 0, "[65001,65002]")]
    public void Length_and_text(string hex, int length, string text)
    {
        byte[] octets = Build.Hex(hex);
        BgpRange path = new(0, octets.Length);
        Assert.That(AsPathAttribute.Length(octets, path), Is.EqualTo(length));
        Assert.That(AsPathAttribute.ToText(octets, path), Is.EqualTo(text));
    }

    [TestCase("0202" + "0000fde90000fdea", 65001u, 65002u)]
    [TestCase("0301" + "0000fdff" + "0202" + "0000fde90000fdea", 65001u, 65002u)]
    [TestCase("0101" + "0000fde9", 0u, 0u, Description = "a set has no first")]
    [TestCase("", 0u, 0u)]
    public void First_and_last(string hex, uint first, uint last)
    {
        byte[] octets = Build.Hex(hex);
        BgpRange path = new(0, octets.Length);
        Assert.That(AsPathAttribute.TryGetFirst(octets, path, out Asn found), Is.EqualTo(first != 0));
        Assert.That(found.Value, Is.EqualTo(first));
        Assert.That(AsPathAttribute.TryGetLast(octets, path, out found), Is.EqualTo(last != 0));
        Assert.That(found.Value, Is.EqualTo(last));
    }

    [TestCase("", 1, "0201" + "0000fde8")]
    [TestCase("0201" + "00000001", 1, "0202" + "0000fde8" + "00000001")]
    [TestCase("0201" + "00000001", 3, "0204" + "0000fde80000fde80000fde8" + "00000001")]
    [TestCase("0101" + "00000001", 1, "0201" + "0000fde8" + "0101" + "00000001", Description = "a set stays apart")]
    [TestCase("0201" + "00000001", 0, "0201" + "00000001")]
    public void Prepends(string hex, int count, string expected)
    {
        byte[] octets = Build.Hex(hex);
        byte[] written = new byte[octets.Length + 2 + (4 * count)];
        int length = AsPathAttribute.WritePrepended(written, 0, octets, new BgpRange(0, octets.Length), new Asn(65000),
            count);
        Assert.That(written[..length], Is.EqualTo(Build.Hex(expected)));
    }

    [Test]
    public void A_full_segment_is_not_grown()
    {
        // RFC 4271 §5.1.2: a segment of 255 gets a new one in front.
        byte[] octets = new byte[] { 2, 255 }.Concat(Enumerable.Repeat((byte)1, 4 * 255)).ToArray();
        byte[] block = new byte[2000];
        BgpAttributeWriter writer = new(block, 0);
        writer.AsPathPrepended(octets, new BgpRange(0, octets.Length), new Asn(65000), 1);
        Assert.That(writer.Length, Is.EqualTo(4 + octets.Length + 6));
        Assert.That(Convert.ToHexStringLower(block, 0, 12), Is.EqualTo("50020404" + "0201" + "0000fde8" + "02ff"));
    }

    [Test]
    public void A_short_path_gets_the_short_header()
    {
        byte[] block = new byte[64];
        BgpAttributeWriter writer = new(block, 0);
        writer.AsPathPrepended(default, default, new Asn(65000), 1);
        Assert.That(block[..writer.Length], Is.EqualTo(Build.Hex("400206" + "0201" + "0000fde8")));
    }

    [Test]
    public void Large_numbers_become_as_trans_for_an_old_peer()
    {
        byte[] octets = Build.Hex("0202" + "0000fde9" + "fa56ea01");
        BgpRange path = new(0, octets.Length);
        Assert.That(AsPathAttribute.NeedsFourOctets(octets, path), Is.True);
        byte[] block = new byte[64];
        BgpAttributeWriter writer = new(block, 0);
        writer.AsPathTwoOctet(octets, path);
        Assert.That(block[..writer.Length], Is.EqualTo(Build.Hex("400206" + "0202" + "fde9" + "5ba0")));
    }

    [Test]
    public void More_than_2048_numbers_are_only_a_long_path()
    {
        // CVE-2026-49943: an extended message may carry as many as fit.
        byte[] path = Enumerable.Range(0, 16).SelectMany(_ => new byte[] { 2, 255 }
            .Concat(Enumerable.Repeat((byte)1, 4 * 255))).ToArray();
        string header = "5002" + path.Length.ToString("x4", null);
        byte[] octets = Build.Update("40010100" + header + Convert.ToHexStringLower(path) + "400304c0000201");
        BgpSessionContext context = new() { Internal = true, FourOctetAs = true };
        Assert.That(BgpUpdateView.TryParse(octets, context, out BgpUpdateView view, out BgpError error), Is.True);
        Assert.That(error.IsNone, Is.True);
        Assert.That(AsPathAttribute.Length(view.AttributeBlock, view.Attributes.AsPath), Is.EqualTo(16 * 255));
        Assert.That(AsPathAttribute.Contains(view.AttributeBlock, view.Attributes.AsPath, new Asn(65000)), Is.False);
    }
}
