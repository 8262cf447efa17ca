using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpCloseTests
{
    /// <summary>A connection brought into a synchronized state; our FIN, if any, is octet 1, the peer's too.</summary>
    private static TcpHarness In(TcpState state)
    {
        TcpHarness h = TcpHarness.Accepted();
        switch (state)
        {
            case TcpState.FinWait1:
                Close(h);
                break;
            case TcpState.FinWait2:
                Close(h);
                h.ReceiveAndPoll("A 1:0 ack 2");
                break;
            case TcpState.CloseWait:
                h.ReceiveAndPoll("FA 1:0 ack 1");
                break;
            case TcpState.LastAck:
                h.ReceiveAndPoll("FA 1:0 ack 1");
                Close(h);
                break;
            case TcpState.Closing:
                Close(h);
                h.ReceiveAndPoll("FA 1:0 ack 1");
                break;
            case TcpState.TimeWait:
                Close(h);
                h.ReceiveAndPoll("FA 1:0 ack 2");
                break;
            default:
                break;
        }

        Assert.That(h.State, Is.EqualTo(state));
        h.ForgetSent();
        h.Events.Clear();
        return h;
    }

    private static void Close(TcpHarness h)
    {
        h.Stack.Close(h.Handle, h.Now);
        h.Poll();
    }

    [Test]
    public void Active_close() // RFC 9293 §3.6 figure 12, left side
    {
        TcpHarness h = TcpHarness.Accepted();
        Close(h);
        h.Sends("FA 1:0 ack 1");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait1));
        h.ReceiveAndPoll("A 1:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait2));
        h.ReceiveAndPoll("FA 1:0 ack 2");
        h.Sends("A 2:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.TimeWait));
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.PeerClosed }));
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.PeerClosed, TcpEvent.Closed }));
        Assert.That(h.Stack.PollAt(), Is.EqualTo(Instant.Never));
    }

    [Test]
    public void Passive_close() // RFC 9293 §3.6 figure 12, right side
    {
        TcpHarness h = In(TcpState.CloseWait);
        h.Write(10);
        Close(h);
        h.Sends("FPA 1:10 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.LastAck));
        h.ReceiveAndPoll("A 2:0 ack 12");
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }));
        Assert.That(h.State, Is.EqualTo(TcpState.Closed));
    }

    [Test]
    public void Simultaneous_close() // RFC 9293 §3.6 figure 13
    {
        TcpHarness h = In(TcpState.FinWait1);
        h.ReceiveAndPoll("FA 1:0 ack 1");
        h.Sends("A 2:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.Closing));
        h.ReceiveAndPoll("A 2:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.TimeWait));
    }

    [Test]
    public void Half_close_still_receives()
    {
        TcpHarness h = In(TcpState.FinWait2);
        h.ReceiveAndPoll("PA 1:100 ack 2");
        Assert.That(h.ReadAll(), Is.EqualTo(TcpHarness.Pattern(0, 100)));
        Assert.That(h.Write(1), Is.EqualTo(-1), "our direction is closed");
    }

    [Test]
    public void Fin_wait_2_ends_after_silence()
    {
        TcpHarness h = In(TcpState.FinWait2);
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }));
    }

    [Test]
    public void Fin_is_repeated_when_lost()
    {
        TcpHarness h = In(TcpState.FinWait1);
        h.PollNext();
        h.Sends("FA 1:0 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait2));
    }

    [Test]
    public void Repeated_fin_in_time_wait_restarts_it() // RFC 9293 §3.10.7.4 eighth
    {
        TcpHarness h = In(TcpState.TimeWait);
        h.AdvanceMs(30_000);
        h.ReceiveAndPoll("FA 1:0 ack 2");
        h.Sends("A 2:0 ack 2");
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
    }

    [Test]
    public void Time_wait_ignores_a_reset() // RFC 1337 §3
    {
        TcpHarness h = In(TcpState.TimeWait);
        h.ReceiveAndPoll("R 2:0");
        Assert.That(h.State, Is.EqualTo(TcpState.TimeWait));
    }

    [Test]
    public void Time_wait_gives_way_to_a_later_syn() // RFC 9293 §3.6.1
    {
        TcpHarness h = In(TcpState.TimeWait);
        TcpSequence last = new TcpSequence(h.OurIss) + 2;
        h.ReceiveAndPoll("S 1:0 mss 1000");
        Assert.That(h.LastHeader.Flags, Is.EqualTo(TcpFlags.Ack), "an old SYN is challenged");
        h.ReceiveAndPoll("S 100:0 mss 1000");
        Assert.That(h.LastHeader.Flags, Is.EqualTo(TcpFlags.Syn | TcpFlags.Ack));
        Assert.That(h.LastHeader.Sequence > last, Is.True);
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }));
    }

    [TestCase(TcpState.Established, "RA 1:0 ack 1")]
    [TestCase(TcpState.FinWait1, "RA 2:0 ack 1")]
    [TestCase(TcpState.FinWait2, "RA 2:0 ack 1")]
    [TestCase(TcpState.CloseWait, "RA 1:0 ack 2")]
    [TestCase(TcpState.Closing, null)]
    [TestCase(TcpState.LastAck, null)]
    [TestCase(TcpState.TimeWait, null)]
    public void Abort(TcpState state, string? reset) // RFC 9293 §3.10.5
    {
        TcpHarness h = In(state);
        h.Stack.Abort(h.Handle, h.Now);
        h.Poll();
        h.Sends(reset is null ? [] : [reset]);
        Assert.That(h.State, Is.EqualTo(TcpState.Closed));
        Assert.That(h.Stack.PollAt(), Is.EqualTo(Instant.Never));
    }

    [TestCase(TcpState.Established, TcpEvent.Reset)]
    [TestCase(TcpState.FinWait1, TcpEvent.Reset)]
    [TestCase(TcpState.FinWait2, TcpEvent.Reset)]
    [TestCase(TcpState.CloseWait, TcpEvent.Reset)]
    [TestCase(TcpState.Closing, TcpEvent.Closed)]
    [TestCase(TcpState.LastAck, TcpEvent.Closed)]
    public void Reset_must_hit_the_next_number_exactly(TcpState state, TcpEvent told) // RFC 5961 §3.2
    {
        TcpHarness h = In(state);
        int next = state is TcpState.CloseWait or TcpState.Closing or TcpState.LastAck ? 2 : 1;
        h.ReceiveAndPoll($"R {next + 1}:0");
        Assert.That(h.State, Is.EqualTo(state));
        Assert.That(h.LastHeader.Flags & ~TcpFlags.Psh, Is.EqualTo(TcpFlags.Ack), "a challenge");
        Assert.That(h.SentCount, Is.EqualTo(1));
        h.ForgetSent();
        h.ReceiveAndPoll("R 70000:0");
        h.Sends();
        h.ReceiveAndPoll($"R {next}:0");
        Assert.That(h.State, Is.EqualTo(TcpState.Closed));
        Assert.That(h.Events, Is.EqualTo(new[] { told }));
        h.Sends();
    }

    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    [TestCase(TcpState.Closing)]
    [TestCase(TcpState.LastAck)]
    public void Syn_is_challenged_wherever_it_falls(TcpState state) // RFC 5961 §4.2
    {
        TcpHarness h = In(state);
        h.ReceiveAndPoll("S 5:0");
        h.ReceiveAndPoll("S 100000:0");
        Assert.That(h.SentCount, Is.EqualTo(2));
        Assert.That(h.LastHeader.Flags, Is.EqualTo(TcpFlags.Ack));
        Assert.That(h.State, Is.EqualTo(state));
    }

    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    public void Challenges_are_limited(TcpState state) // RFC 5961 §7
    {
        TcpHarness h = In(state);
        for (int i = 0; i < 30; i++)
        {
            h.ReceiveAndPoll("S 5:0");
        }

        Assert.That(h.SentCount, Is.EqualTo(10));
        h.AdvanceMs(1000);
        h.ReceiveAndPoll("S 5:0");
        Assert.That(h.SentCount, Is.EqualTo(11));
    }

    [TestCase("PA 1:10 ack 2", Description = "of what was never sent")]
    [TestCase("PA 1:10 ack -20000", Description = "older than the largest window")]
    public void Data_with_an_impossible_acknowledgment_is_not_taken(string segment) // RFC 5961 §5.2
    {
        TcpHarness h = In(TcpState.Established);
        h.ReceiveAndPoll(segment);
        h.Sends("A 1:0 ack 1");
        Assert.That(h.Info.ReceiveQueued, Is.Zero);
    }

    [Test]
    public void Segment_without_ack_is_dropped() // RFC 9293 §3.10.7.4 fifth
    {
        TcpHarness h = In(TcpState.Established);
        h.ReceiveAndPoll("P 1:10");
        h.Sends();
        Assert.That(h.Info.ReceiveQueued, Is.Zero);
    }

    // RFC 9293 §3.10: what the user's calls do in each state.
    [TestCase(TcpState.Established, true, TcpState.FinWait1)]
    [TestCase(TcpState.FinWait1, false, TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2, false, TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait, true, TcpState.LastAck)]
    [TestCase(TcpState.Closing, false, TcpState.Closing)]
    [TestCase(TcpState.LastAck, false, TcpState.LastAck)]
    [TestCase(TcpState.TimeWait, false, TcpState.TimeWait)]
    public void User_calls(TcpState state, bool sends, TcpState afterClose)
    {
        TcpHarness h = In(state);
        Assert.That(h.Write(1), Is.EqualTo(sends ? 1 : -1));
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, TcpHarness.PeerPort,
            new TcpConnectOptions { LocalPort = TcpHarness.OurPort }, h.Now).IsNone,
            Is.True, "connection already exists");
        Close(h);
        Assert.That(h.State, Is.EqualTo(afterClose));
    }

    [Test]
    public void Close_in_syn_sent_ends_at_once()
    {
        TcpHarness h = TcpHarness.Connecting();
        Close(h);
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }));
        h.Sends();
    }

    [Test]
    public void Data_and_close_before_the_handshake_leave_after_it()
    {
        TcpHarness h = TcpHarness.Connecting();
        Assert.That(h.Write(20), Is.EqualTo(20));
        h.ReceiveAndPoll("S 0:0 mss 1000");
        h.Stack.Close(h.Handle, h.Now);
        h.ReceiveAndPoll("A 1:0 ack 1");
        h.Sends("SA 0:0 ack 1", "FPA 1:20 ack 1");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait1));
    }

    [TestCase(3, 3, true)]
    [TestCase(3, 1, false)]
    public void Icmp_hard_errors_end_only_a_handshake(byte type, byte code, bool refused) // RFC 5927 §5.2
    {
        TcpHarness h = TcpHarness.Connecting();
        byte[] quoted = new byte[8];
        System.Array.Copy(h.LastSegment, quoted, 8);
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, type, code, 0, quoted, h.Now);
        h.Poll();
        Assert.That(h.State, Is.EqualTo(refused ? TcpState.Closed : TcpState.SynSent));

        TcpHarness e = In(TcpState.Established);
        e.Write(10);
        e.Poll();
        e.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, type, code, 0, e.LastSegment, e.Now);
        Assert.That(e.State, Is.EqualTo(TcpState.Established));
        Assert.That(e.Info.SoftError, Is.EqualTo((type << 8) | code));
    }

    [Test]
    public void Icmp_path_mtu_must_quote_what_is_in_flight() // RFC 5927 §4.1 and §7
    {
        TcpHarness h = In(TcpState.Established);
        h.Write(1000);
        h.Poll();
        h.Sends("PA 1:1000 ack 1");
        byte[] forged = (byte[])h.LastSegment.Clone();
        BigEndian.WriteUInt32(forged, 4, h.OurIss + 1001);
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, 4, 640, forged, h.Now);
        h.Poll();
        h.Sends();
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, 4, 640, h.LastSegment, h.Now);
        h.Poll();
        h.Sends("A 1:600 ack 1", "PA 601:400 ack 1");
        Assert.That(h.Info.SegmentSize, Is.EqualTo(600));
    }

    [Test]
    public void Old_timestamps_are_dropped_with_an_acknowledgment() // RFC 7323 §5.3 R1
    {
        var h = new TcpHarness();
        h.Stack.Listen(TcpHarness.OurPort, new TcpListenOptions());
        h.ReceiveAndPoll("S 0:0 mss 1000 ts 100");
        h.TakeSyn();
        h.ReceiveAndPoll("A 1:0 ack 1 ts 100");
        h.ReceiveAndPoll("PA 1:10 ack 1 ts 99");
        h.Sends("A 1:0 ack 1");
        Assert.That(h.Info.ReceiveQueued, Is.Zero);
        h.ReceiveAndPoll("R 1:0");
        Assert.That(h.State, Is.EqualTo(TcpState.Closed), "a reset needs no timestamp");
    }
}
