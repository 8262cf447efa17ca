using System;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// <c>router bgp</c> on the kernel's TCP beside every BGP daemon of Debian's, as the one who dials and as the one who
/// is dialled.
/// </summary>
[Parallelizable(ParallelScope.All)]
[TestFixtureSource(typeof(BothWays), nameof(BothWays.Daemons))]
public sealed class KernelSessionTests(string package)
{
    // Whoever dials does so every second, but GoBGP, which takes its time before the first: long enough for a session
    // that may not be.
    private readonly TimeSpan _never = TimeSpan.FromSeconds(package == BgpPeer.Gobgp ? 14 : 5);

    [TestCase(true)]
    [TestCase(false)]
    public void Routes_go_both_ways_and_the_end_is_a_cease(bool weDial)
    {
        using SpeakerPair pair = new(package, weDial);
        pair.WaitUntilExchanged();

        Assert.That(pair.Ours.Terminate(), Is.Zero, pair.Ours.Log);
        Eventually.Holds("the peer forgets our route", () => !pair.Theirs.HasRoute(SpeakerPair.OurNetwork),
            TimeSpan.FromSeconds(20), pair.Picture);
        pair.Wire.Stop();
        Assert.Multiple(() =>
        {
            // RFC 4486 §4: administrative shutdown, and TCP ends by a FIN after it.
            Assert.That(pair.Wire.Count(
                "ip.src == 10.99.0.1 && bgp.notify.major_error == 6 && bgp.notify.minor_error_cease == 2"),
                Is.EqualTo(1));
            // Those that answer a SYN are the kernel's, once nobody listens (RFC 9293 §3.5.2: sequence number 0).
            Assert.That(pair.Wire.Count(
                "ip.src == 10.99.0.1 && tcp.flags.reset == 1 && tcp.seq_raw != 0 && tcp.port == 179"), Is.Zero);

            // DSCP CS6, as all of them send.
            Assert.That(pair.Wire.Count("ip.src == 10.99.0.1 && bgp && ip.dsfield != 0xc0"), Is.Zero);
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_session_over_ipv6_carries_ipv6_routes(bool weDial)
    {
        using SpeakerPair pair = new(package, weDial, isV6: true);
        pair.WaitUntilExchanged();
    }

    // Seen of OpenBGPD 7.7 on Linux: its listening socket has no key. Signed segments to it are dropped, and unsigned
    // ones of a peer with a password are taken; what it dials itself is signed.
    [TestCase(true)]
    [TestCase(false)]
    public void With_the_same_password_every_segment_is_signed(bool weDial)
    {
        using SpeakerPair pair = new(
            package, weDial, static p => p with { Password = "sesame" }, static p => p with { Password = "sesame" });
        if (weDial && package == BgpPeer.Openbgpd)
        {
            ExpectNoSession(pair);
            Assert.That(pair.Wire.Count("tcp.dstport == 179 && !tcp.options.md5"), Is.Zero, "and we sign all the same");
            return;
        }

        pair.WaitUntilExchanged();
        pair.Wire.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count("tcp.port == 179 && tcp.options.md5"), Is.GreaterThan(6));

            // What dials before the other side listens is refused without a signature: a reset, and no more.
            Assert.That(
                pair.Wire.Count("tcp.port == 179 && !tcp.options.md5 && tcp.flags.reset == 0"), Is.Zero);
        });
    }

    [TestCase(true, "sesame", "basil")]
    [TestCase(false, "sesame", "basil")]
    [TestCase(true, "sesame", null)]
    [TestCase(false, "sesame", null)]
    [TestCase(true, null, "sesame")]
    [TestCase(false, null, "sesame")]
    public void With_a_wrong_or_missing_password_there_is_no_session(bool weDial, string? ours, string? theirs)
    {
        using SpeakerPair pair = new(
            package, weDial, p => p with { Password = ours }, p => p with { Password = theirs });
        if (weDial && ours is null && package == BgpPeer.Openbgpd)
        {
            pair.WaitUntilExchanged();
            return;
        }

        ExpectNoSession(pair);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void With_ttl_security_on_both_sides_everything_has_255(bool weDial)
    {
        using SpeakerPair pair = new(
            package, weDial, static p => p with { TtlSecurity = true }, static p => p with { TtlSecurity = true });
        pair.WaitUntilExchanged();
        pair.Wire.Stop();
        Assert.That(pair.Wire.Count("ip.src == 10.99.0.1 && tcp.port == 179 && tcp.flags.reset == 0 && ip.ttl != 255"),
            Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_peer_that_sends_a_lower_ttl_never_gets_through(bool weDial)
    {
        using SpeakerPair pair = new(package, weDial, static p => p with { TtlSecurity = true });
        Eventually.Stays("no session", () => !pair.Ours.IsEstablished("10.99.0.2"), _never, pair.Picture);
        pair.Wire.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count("ip.src == 10.99.0.2 && tcp.port == 179 && ip.ttl < 255"), Is.Positive);

            // A daemon may answer our SYN with 255, for peers that check; what follows is dropped before our TCP.
            Assert.That(pair.Wire.Count("ip.src == 10.99.0.1 && tcp.flags.ack == 1 && tcp.ack > 1"), Is.Zero);
        });
    }

    private void ExpectNoSession(SpeakerPair pair)
    {
        Eventually.Stays("no session", () => !pair.IsUp, _never, pair.Picture);
        pair.Wire.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count("tcp.dstport == 179 && tcp.flags.syn == 1"), Is.Positive, "it was tried");
            Assert.That(pair.Wire.Count("tcp.port == 179 && tcp.len > 0"), Is.Zero);
        });
    }
}
