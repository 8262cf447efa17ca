using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>RFC 5082: who sends from too far away is not heard, whatever he sends.</summary>
public sealed class TcpMinTtlTests
{
    [TestCase(255, 255, true, Description = "a neighbour on the link")]
    [TestCase(255, 254, false)]
    [TestCase(255, 64, false)]
    [TestCase(254, 254, true, Description = "two hops allowed, one router between")]
    [TestCase(254, 253, false)]
    [TestCase(1, 1, true)]
    [TestCase(1, 0, false)]
    [TestCase(0, 1, true, Description = "off")]
    public void A_syn_from_too_far_away_gets_no_answer(byte least, byte ttl, bool heard)
    {
        TcpHarness h = Listening(least);
        h.ArrivalTtl = ttl;
        h.ReceiveAndPoll("S 0:0 mss 1000");
        Assert.That(h.SentCount, Is.EqualTo(heard ? 1 : 0));
        Assert.That(h.Stack.Drops.BelowMinTtl, Is.EqualTo(heard ? 0 : 1));
    }

    /// <summary>RFC 5082 §3: the TTL of all packets of a protected session is 255.</summary>
    [Test]
    public void What_leaves_a_protected_session_carries_255()
    {
        TcpHarness h = Accepted(254);
        h.Write(10);
        h.Poll();
        Assert.That(h.Ttl, Is.EqualTo(255));

        h.Stack.Abort(h.Handle, h.Now);
        h.Poll();
        Assert.That((h.LastHeader.Flags & TcpFlags.Rst, h.Ttl), Is.EqualTo((TcpFlags.Rst, (byte)255)));

        h.ReceiveAndPoll("A 1:0 ack 1");
        Assert.That((h.LastHeader.Flags, h.Ttl), Is.EqualTo((TcpFlags.Rst, (byte)255)), "a stray's reset too");
    }

    [Test]
    public void A_dial_carries_255_and_hears_only_the_link()
    {
        TcpHarness h = TcpHarness.Connecting(
            new TcpConnectOptions { Timestamps = false, Ttl = 1, Guard = new TcpGuard { MinTtl = 255 } });
        Assert.That(h.Ttl, Is.EqualTo(255));

        h.ArrivalTtl = 254;
        h.ReceiveAndPoll("SA 0:0 ack 1 mss 1000");
        Assert.That(h.State, Is.EqualTo(TcpState.SynSent));

        h.ArrivalTtl = 255;
        h.ReceiveAndPoll("SA 0:0 ack 1 mss 1000");
        Assert.That(h.State, Is.EqualTo(TcpState.Established));
    }

    [Test]
    public void Without_a_least_ttl_the_guard_may_still_name_the_ttl()
    {
        TcpHarness h = TcpHarness.Connecting(
            new TcpConnectOptions { Timestamps = false, Guard = new TcpGuard { Ttl = 2 } });
        Assert.That(h.Ttl, Is.EqualTo(2));
    }

    /// <summary>RFC 5082 §3: that also applies to the related ICMP error messages.</summary>
    [TestCase(254, TcpState.SynSent)]
    [TestCase(255, TcpState.Closed)]
    public void An_icmp_error_from_too_far_away_is_not_believed(byte ttl, TcpState expected)
    {
        TcpHarness h = TcpHarness.Connecting(
            new TcpConnectOptions { Timestamps = false, Guard = new TcpGuard { MinTtl = 255 } });
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, ttl, 3, 3, 0, h.LastSegment, h.Now);
        h.Poll();
        Assert.That(h.State, Is.EqualTo(expected));
    }

    private static TcpHarness Listening(byte least)
    {
        var guards = new TcpGuards();
        guards.Set(Prefix.Host(TcpHarness.Peer), new TcpGuard { MinTtl = least });
        var h = new TcpHarness { ArrivalTtl = byte.MaxValue };
        h.Stack.Listen(
            TcpHarness.OurPort,
            new TcpListenOptions { Timestamps = false, WindowScaling = false, NoDelay = true, Guards = guards });
        return h;
    }

    private static TcpHarness Accepted(byte least)
    {
        TcpHarness h = Listening(least);
        h.ReceiveAndPoll("S 0:0 win 10000 mss 1000");
        h.TakeSyn();
        h.ReceiveAndPoll("A 1:0 ack 1 win 10000");
        Assert.That(h.State, Is.EqualTo(TcpState.Established));
        return h;
    }
}
