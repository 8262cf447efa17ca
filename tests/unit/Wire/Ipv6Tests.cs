using System.Net;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Wire;

public sealed class Ipv6Tests
{
    // RFC 4291 §2.2 and §2.5.5.2, RFC 5952 §1, §2 and §4.
    [TestCase("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a")]
    [TestCase("FF01:0:0:0:0:0:0:101", "ff01::101")]
    [TestCase("0:0:0:0:0:0:0:1", "::1")]
    [TestCase("0:0:0:0:0:0:0:0", "::")]
    [TestCase("::FFFF:129.144.52.38", "::ffff:129.144.52.38")]
    [TestCase("0:0:0:0:0:0:13.1.68.3", "::d01:4403")]
    [TestCase("2001:0db8::0001", "2001:db8::1")]
    [TestCase("2001:db8:0:0:0:0:2:1", "2001:db8::2:1")]
    [TestCase("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [TestCase("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [TestCase("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [TestCase("1::", "1::")]
    [TestCase("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [TestCase("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    public void Parses_and_prints_as_recommended(string text, string canonical)
    {
        Assert.That(Ipv6Address.TryParse(text, out Ipv6Address address), Is.True);
        Assert.That(address.ToString(), Is.EqualTo(canonical));
        Assert.That(Ipv6Address.Parse(canonical), Is.EqualTo(address));
    }

    [TestCase("")]
    [TestCase(":")]
    [TestCase(":::")]
    [TestCase("1")]
    [TestCase("1:2:3:4:5:6:7")]
    [TestCase("1:2:3:4:5:6:7:8:9")]
    [TestCase("1:2:3:4:5:6:7:8::", Description = "no zeros left to stand for")]
    [TestCase("1::2::3")]
    [TestCase("1:2:3:4:5:6:7:")]
    [TestCase(":1:2:3:4:5:6:7")]
    [TestCase("12345::")]
    [TestCase("g::")]
    [TestCase("::1.2.3")]
    [TestCase("::1.2.3.4:5")]
    [TestCase("1.2.3.4")]
    [TestCase("1:2:3:4:5:6:7:1.2.3.4")]
    [TestCase("fe80::1%eth0")]
    [TestCase(" ::1")]
    [TestCase("::+1")]
    public void Refuses(string text) => Assert.That(Ipv6Address.TryParse(text, out _), Is.False);

    [Test]
    public void Agrees_with_the_class_library()
    {
        var random = new RandomStream(6, "addresses");
        byte[] octets = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            for (int group = 0; group < 16; group += 2)
            {
                // Half of all groups are zero, so that gaps of all sizes come up.
                uint value = random.NextBelow(2) == 0 ? 0 : random.NextUInt32() >> (int)random.NextBelow(17);
                octets[group] = (byte)(value >> 8);
                octets[group + 1] = (byte)value;
            }

            string text = new IPAddress(octets).ToString();
            Ipv6Address address = Ipv6Address.Parse(text);
            Assert.That(new IPAddress(octets), Is.EqualTo(IPAddress.Parse(address.ToString())));
            Assert.That(address.High >> 56, Is.EqualTo(octets[0]));
            Assert.That(address.Low & 0xff, Is.EqualTo(octets[15]));
        }
    }

    [TestCase("::/0", 0)]
    [TestCase("2001:db8::/32", 32)]
    [TestCase("2001:db8:0:1::/64", 64)]
    [TestCase("fd00:10:244::40/122", 122)]
    [TestCase("::1/128", 128)]
    public void Prefixes_parse_and_print(string text, int length)
    {
        Ipv6Prefix prefix = Ipv6Prefix.Parse(text);
        Assert.That((int)prefix.Length, Is.EqualTo(length));
        Assert.That(prefix.ToString(), Is.EqualTo(text));
        Assert.That(prefix.Contains(prefix.Address), Is.True);
        Assert.That(Ipv6Prefix.Containing(prefix.Address, length), Is.EqualTo(prefix));
    }

    [TestCase("2001:db8::1/64", Description = "host bits")]
    [TestCase("2001:db8::1:0:0:0/64")]
    [TestCase("::/129")]
    [TestCase("::/00")]
    [TestCase("::/")]
    [TestCase("/64")]
    [TestCase("::/-1")]
    public void Prefixes_are_refused(string text) => Assert.That(Ipv6Prefix.TryParse(text, out _), Is.False);

    [Test]
    public void Prefixes_contain_what_begins_alike()
    {
        Ipv6Prefix site = Ipv6Prefix.Parse("2001:db8:ff00::/40");
        Assert.That(site.Contains(Ipv6Address.Parse("2001:db8:ff80::1")), Is.True);
        Assert.That(site.Contains(Ipv6Address.Parse("2001:db8:fe80::1")), Is.False);
        Assert.That(site.Contains(Ipv6Prefix.Parse("2001:db8:ff00::/48")), Is.True);
        Assert.That(site.Contains(Ipv6Prefix.Parse("2001:db8::/32")), Is.False);
    }
}
