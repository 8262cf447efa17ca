using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>RFC 2545 §3: to a peer on the link the next hop is a global and a link-local address.</summary>
public sealed class LinkLocalTests
{
    [Test]
    public void Bird_on_the_link_gets_both_addresses()
    {
        using var pair = new SpeakerPair("bird2", weDial: true, isV6: true);
        pair.WaitUntilExchanged();

        // BIRD shows both, as it got them.
        Assert.That(pair.Theirs.Picture(), Does.Match("BGP.next_hop: fd99::1 fe80::[0-9a-f:]+"));

        // AFI 2, SAFI 1, 32 octets of next hop: the session's address and one of fe80::/10.
        Assert.That(pair.Wire.Stop().Count("bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local"),
            Is.Not.Zero);
    }
}
