using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Wire;

public sealed class IpAddressTests
{
    [TestCase("192.0.2.1", true, "c0000201")]
    [TestCase("0.0.0.0", true, "00000000")]
    [TestCase("2001:db8::1", false, "20010db8000000000000000000000001")]
    [TestCase("fe80::ff:fe00:1", false, "fe80000000000000000000fffe000001")]
    public void Text_and_octets(string text, bool isV4, string octets)
    {
        Assert.That(IpAddress.TryParse(text, out IpAddress address));
        byte[] written = new byte[address.Size];
        address.Write(written, 0);
        Assert.Multiple(() =>
        {
            Assert.That(address.IsV4, Is.EqualTo(isV4));
            Assert.That(address.ToString(), Is.EqualTo(text));
            Assert.That(System.Convert.ToHexStringLower(written), Is.EqualTo(octets));
            Assert.That(isV4 ? IpAddress.ReadV4(written, 0) : IpAddress.ReadV6(written, 0), Is.EqualTo(address));
        });
    }

    [TestCase("300.0.2.1")]
    [TestCase("2001:db8::1::2")]
    [TestCase("")]
    public void What_is_no_address_is_refused(string text) => Assert.That(IpAddress.TryParse(text, out _), Is.False);

    // IPv4 before IPv6, addresses by number, shorter prefixes first.
    [Test]
    public void Order()
    {
        IpPrefix[] ordered =
        [
            IpPrefix.Parse("0.0.0.0/0"), IpPrefix.Parse("10.0.0.0/8"), IpPrefix.Parse("10.0.0.0/16"),
            IpPrefix.Parse("192.0.2.1/32"), IpPrefix.Parse("::/0"), IpPrefix.Parse("2001:db8::/32"),
            IpPrefix.Parse("2001:db8::/48"), IpPrefix.Parse("fe80::1/128"),
        ];
        Assert.That(ordered, Is.Ordered);
    }

    [TestCase("10.0.0.0/8", "10.1.0.0/16", true)]
    [TestCase("10.0.0.0/8", "11.1.0.0/16", false)]
    [TestCase("10.0.0.0/8", "0.0.0.0/0", false)]
    [TestCase("2001:db8::/32", "2001:db8:1::/48", true)]
    [TestCase("::/0", "10.0.0.0/8", false)]
    [TestCase("0.0.0.0/0", "2001:db8::/32", false)]
    public void Containment_stays_within_a_family(string outer, string inner, bool contains) =>
        Assert.That(IpPrefix.Parse(outer).Contains(IpPrefix.Parse(inner)), Is.EqualTo(contains));

    [TestCase("fe80::1", true)]
    [TestCase("febf::1", true)]
    [TestCase("fec0::1", false)]
    [TestCase("169.254.1.1", true)]
    [TestCase("10.0.0.1", false)]
    public void Link_local(string text, bool isLinkLocal) =>
        Assert.That(IpAddress.Parse(text).IsLinkLocal, Is.EqualTo(isLinkLocal));
}
