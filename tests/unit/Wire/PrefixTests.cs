using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Wire;

public sealed class PrefixTests
{
    [TestCase("0.0.0.0/0", 0u, 0)]
    [TestCase("172.165.231.128/26", 0xaca5e780u, 26)]
    [TestCase("192.168.101.202", 0xc0a865cau, 32)]
    public void Parses_and_prints(string text, uint address, int length)
    {
        Assert.That(Prefix.TryParse(text, out Prefix prefix), Is.True);
        Assert.That(prefix.Address.Value, Is.EqualTo(address));
        Assert.That((int)prefix.Length, Is.EqualTo(length));
        Assert.That(prefix.ToString(), Is.EqualTo(text.Contains('/') ? text : text + "/32"));
    }

    [TestCase("")]
    [TestCase("/24")]
    [TestCase("10.0.0.1/24", Description = "host bits")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.0/08")]
    [TestCase("10.0.0/24")]
    [TestCase("10.0.0.256/32")]
    [TestCase("010.0.0.0/8", Description = "leading zeros are octal to some")]
    [TestCase("10.0.0.0/-1")]
    [TestCase("10.0.0.0/8 ")]
    public void Refuses(string text) => Assert.That(Prefix.TryParse(text, out _), Is.False);

    [TestCase("0.0.0.0/0", "255.255.255.255", true)]
    [TestCase("172.165.231.128/26", "172.165.231.191", true)]
    [TestCase("172.165.231.128/26", "172.165.231.192", false)]
    [TestCase("10.0.0.1/32", "10.0.0.1", true)]
    public void Contains(string prefix, string address, bool expected) =>
        Assert.That(Prefix.Parse(prefix).Contains(Ipv4Address.Parse(address)), Is.EqualTo(expected));
}
