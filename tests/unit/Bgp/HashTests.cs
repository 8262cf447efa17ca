using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

public sealed class HashTests
{
    private const int Buckets = 4096;

    // Whoever knows the keys can fill one bucket; for whoever has other keys the same prefixes lie anywhere.
    [TestCase(true)]
    [TestCase(false)]
    public void Prefixes_chosen_against_one_speaker_do_no_harm_to_another(bool isV6)
    {
        PrefixHash known = new(1);
        List<IpPrefix> chosen = [];
        RandomStream random = new(7, "prefixes");
        while (chosen.Count < 256)
        {
            IpPrefix prefix = isV6
                ? Ipv6Prefix.Containing(new Ipv6Address(random.NextUInt64(), random.NextUInt64()), 128)
                : Prefix.Containing(new Ipv4Address(random.NextUInt32()), 32);
            if (known.Of(prefix) % Buckets == 0)
            {
                chosen.Add(prefix);
            }
        }

        // 256 at random over 4096 buckets: five in one happen once in 10^5 tables or so.
        PrefixHash other = new(2);
        Assert.That(chosen.GroupBy(prefix => other.Of(prefix) % Buckets).Max(static bucket => bucket.Count()),
            Is.LessThan(6));
    }

    // Of two families, as they come: consecutive blocks of Calico's, and what a table of the Internet has.
    [TestCase("10.0.0.0/26")]
    [TestCase("10.0.0.0/32")]
    [TestCase("10.0.0.0/24")]
    [TestCase("2001:db8::/64")]
    [TestCase("2001:db8::/122")]
    public void Neighbouring_prefixes_spread(string first)
    {
        IpPrefix start = IpPrefix.Parse(first);
        for (ulong seed = 0; seed < 16; seed++)
        {
            PrefixHash hash = new(seed);
            int longest = Enumerable.Range(0, Buckets).Select(i => Nth(start, i))
                .GroupBy(prefix => hash.Of(prefix) % Buckets).Max(static bucket => bucket.Count());
            Assert.That(longest, Is.LessThan(24), $"seed {seed}");
        }
    }

    private static IpPrefix Nth(IpPrefix first, int n)
    {
        if (first.IsV4)
        {
            uint step = 1u << (32 - first.Length);
            return Prefix.Containing(new Ipv4Address(first.Address.V4.Value + ((uint)n * step)), first.Length);
        }

        Ipv6Address address = first.Address.V6;
        return first.Length <= 64
            ? Ipv6Prefix.Containing(
                new Ipv6Address(address.High + ((ulong)n << (64 - first.Length)), address.Low), first.Length)
            : Ipv6Prefix.Containing(
                new Ipv6Address(address.High, address.Low + ((ulong)n << (128 - first.Length))), first.Length);
    }
}
