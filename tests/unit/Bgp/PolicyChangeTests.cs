using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>Another policy touches only the routes whose result is another one.</summary>
public sealed class PolicyChangeTests
{
    // Prefixes 10.0.0.0/24 to 10.0.99.0/24; what each policy lets through, and how many announcements and withdrawals
    // the step from the first to the second must take.
    [TestCase(0u, 100u, 5u, 0u, 100u, 5u, 0, 0, TestName = "The same")]
    [TestCase(0u, 100u, 5u, 0u, 90u, 5u, 0, 10, TestName = "Ten fewer")]
    [TestCase(0u, 50u, 5u, 0u, 60u, 5u, 10, 0, TestName = "Ten more")]
    [TestCase(0u, 50u, 5u, 25u, 75u, 5u, 25, 25, TestName = "Half others")]
    [TestCase(0u, 50u, 5u, 0u, 50u, 6u, 50, 0, TestName = "Others in MED")]
    public void Differences_alone(uint from, uint to, uint med, uint newFrom, uint newTo, uint newMed, int announced,
        int withdrawn)
    {
        ScriptedPeer peer = new(p => p with { Policy = new Range(from, to, med) });
        for (uint i = 0; i < 100; i++)
        {
            peer.Speaker.Originate(new Prefix(new Ipv4Address(0x0a00_0000 + (i << 8)), 24), new BgpOrigination(),
                peer.Now);
        }

        peer.Establish();
        Assert.That(peer.Speaker.Peer(0).PrefixesSent, Is.EqualTo(to - from));
        peer.Take();
        peer.Speaker.ChangePolicy(0, new Range(newFrom, newTo, newMed), peer.Now);
        peer.Poll();
        string sent = peer.Take();
        Assert.Multiple(() =>
        {
            Assert.That(peer.Speaker.Peer(0).PrefixesSent, Is.EqualTo(newTo - newFrom));

            // Four octets a prefix of 24 bits, behind its length.
            Assert.That(Occurrences(sent, "180a00"), Is.EqualTo(announced + withdrawn));
            Assert.That(Occurrences(sent, "40010100"), Is.EqualTo(announced > 0 ? 1 : 0));
        });
    }

    private static int Occurrences(string text, string part) =>
        Enumerable.Range(0, text.Length - part.Length > 0 ? text.Length - part.Length : 0)
            .Count(i => i % 2 == 0 && string.CompareOrdinal(text, i, part, 0, part.Length) == 0);

    private sealed class Range(uint from, uint to, uint med) : IBgpPolicy
    {
        public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) => true;

        public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
        {
            uint number = (prefix.V4.Address.Value >> 8) & 0xff;
            edit.Med = med;
            return number >= from && number < to;
        }
    }
}
