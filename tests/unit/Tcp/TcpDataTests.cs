using System;
using System.Linq;
using NUnit.Framework;
using Router.Tcp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpDataTests
{
    [Test]
    public void Text_in_order_is_acknowledged_late_or_with_the_second_segment() // RFC 1122 §4.2.3.2
    {
        TcpHarness h = TcpHarness.Accepted();
        h.ReceiveAndPoll("A 1:1000 ack 1");
        h.Sends();
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromMilliseconds(40)));
        h.Sends("A 1:0 ack 1001");
        h.ReceiveAndPoll("A 1001:1000 ack 1");
        h.ReceiveAndPoll("A 2001:1000 ack 1");
        h.Sends("A 1:0 ack 3001");
        Assert.That(h.ReadAll(), Is.EqualTo(TcpHarness.Pattern(0, 3000)));
    }

    [Test]
    public void Out_of_order_text_is_kept_and_reported() // RFC 5681 §4.2
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Receive("A 1001:1000 ack 1");
        h.Receive("A 3001:1000 ack 1");
        h.Poll();
        h.Sends("A 1:0 ack 1", "A 1:0 ack 1");
        Assert.That(h.ReadAll(), Is.Empty);
        h.ReceiveAndPoll("A 1:1000 ack 1");
        h.Sends("A 1:0 ack 2001");
        h.ReceiveAndPoll("A 1501:2000 ack 1");
        h.Sends("A 1:0 ack 4001");
        Assert.That(h.ReadAll(), Is.EqualTo(TcpHarness.Pattern(0, 4000)));
    }

    [Test]
    public void Fin_out_of_order_waits_for_the_text()
    {
        TcpHarness h = TcpHarness.Accepted();
        h.ReceiveAndPoll("FA 11:10 ack 1");
        Assert.That(h.State, Is.EqualTo(TcpState.Established));
        h.ReceiveAndPoll("A 1:10 ack 1");
        h.Sends("A 1:0 ack 1", "A 1:0 ack 22");
        Assert.That(h.State, Is.EqualTo(TcpState.CloseWait));
        Assert.That(h.ReadAll(), Is.EqualTo(TcpHarness.Pattern(0, 20)));
        Assert.That(h.Stack.Read(h.Handle, new byte[1], h.Now), Is.EqualTo(-1));
    }

    [Test]
    public void Old_text_is_acknowledged_again() // RFC 9293 §3.10.7.4 first
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Receive("A 1:500 ack 1");
        h.PollAfterMs(50);
        h.ForgetSent();
        h.ReceiveAndPoll("A 1:500 ack 1");
        h.Sends("A 1:0 ack 501");
    }

    [Test]
    public void Text_beyond_the_window_is_cut()
    {
        TcpHarness h = TcpHarness.Accepted(TcpHarness.PlainListener(receiveBuffer: 1500));
        h.Receive("A 1:1000 ack 1");
        h.ReceiveAndPoll("FA 1001:1000 ack 1");
        Assert.That(h.Info.ReceiveQueued, Is.EqualTo(1500));
        Assert.That(h.State, Is.EqualTo(TcpState.Established), "the FIN is beyond the window");
        Assert.That(h.LastHeader.Window, Is.Zero);
        Assert.That(h.LastHeader.Acknowledgment.Value, Is.EqualTo(TcpHarness.PeerIss + 1501));
    }

    [Test]
    public void Window_opens_by_half_a_buffer_or_a_segment() // RFC 9293 §3.8.6.2.2
    {
        TcpHarness h = TcpHarness.Accepted(TcpHarness.PlainListener(receiveBuffer: 1500));
        h.Receive("A 1:1000 ack 1");
        h.ReceiveAndPoll("A 1001:500 ack 1");
        h.PollAfterMs(100);
        Assert.That(h.LastHeader.Window, Is.Zero);
        h.ForgetSent();
        h.Stack.Read(h.Handle, new byte[749], h.Now);
        h.Poll();
        h.Sends();
        h.Stack.Read(h.Handle, new byte[1], h.Now);
        h.Poll();
        h.Sends("A 1:0 ack 1501");
        Assert.That(h.LastHeader.Window, Is.EqualTo(750));
    }

    [Test]
    public void Zero_window_probe_of_the_peer_is_answered_and_its_acknowledgment_counts() // RFC 9293 §3.8.6.1
    {
        TcpHarness h = TcpHarness.Accepted(TcpHarness.PlainListener(receiveBuffer: 1000));
        h.ReceiveAndPoll("A 1:1000 ack 1");
        h.PollAfterMs(100);
        h.Write(10);
        h.Poll();
        h.ForgetSent();
        h.ReceiveAndPoll("A 1001:1 ack 11");
        h.Sends("A 11:0 ack 1001");
        Assert.That(h.Info.InFlight, Is.Zero);
    }

    [Test]
    public void Segments_are_cut_to_the_size_and_windows()
    {
        TcpHarness h = TcpHarness.Accepted(syn: "win 2500 mss 1000");
        h.Write(5000);
        h.Poll();
        h.Sends("A 1:1000 ack 1", "A 1001:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 2001 win 2500");
        h.Sends("A 2001:1000 ack 1", "A 3001:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 4001 win 2500");
        h.Sends("PA 4001:1000 ack 1");
    }

    [Test]
    public void Nagle_holds_small_segments_while_data_is_out() // RFC 1122 §4.2.3.4
    {
        TcpHarness h = TcpHarness.Accepted(TcpHarness.PlainListener(noDelay: false));
        h.Write(10);
        h.Poll();
        h.Sends("PA 1:10 ack 1");
        h.Write(10);
        h.Write(10);
        h.Poll();
        h.Sends();
        h.ReceiveAndPoll("A 1:0 ack 11");
        h.Sends("PA 11:20 ack 1");
    }

    [Test]
    public void No_delay_sends_small_segments_at_once()
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Write(10);
        h.Poll();
        h.Write(10);
        h.Poll();
        h.Sends("PA 1:10 ack 1", "PA 11:10 ack 1");
    }

    [Test]
    public void Persist_probes_a_closed_window_and_goes_on_while_it_is_answered() // RFC 1122 §4.2.2.17
    {
        TcpHarness h = TcpHarness.Accepted(syn: "win 0 mss 1000");
        h.Write(500);
        h.Poll();
        h.Sends();
        long total = 0;
        for (int i = 0; i < 12; i++)
        {
            Duration waited = h.PollNext();
            total += waited.Seconds;
            h.Sends("A 1:1 ack 1");
            h.ReceiveAndPoll("A 1:0 ack 1 win 0");
        }

        Assert.That(total, Is.GreaterThan(300));
        h.ReceiveAndPoll("A 1:0 ack 1 win 10000");
        h.Sends("PA 1:500 ack 1");
        Assert.That(h.Info.SendWindow, Is.EqualTo(10_000));
    }

    [Test]
    public void Unanswered_probes_give_up_after_the_user_timeout()
    {
        TcpHarness h = TcpHarness.Accepted(syn: "win 0 mss 1000");
        h.Write(500);
        h.Poll();
        Instant start = h.Now;
        while (h.Events.Count == 0)
        {
            h.PollNext();
        }

        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.TimedOut }));
        Assert.That(h.Now - start, Is.EqualTo(Duration.FromSeconds(120)));
    }

    [Test]
    public void Writable_is_told_after_a_short_write()
    {
        var listen = new TcpListenOptions { SendBuffer = 1000, Timestamps = false, NoDelay = true };
        TcpHarness h = TcpHarness.Accepted(listen);
        Assert.That(h.Write(1500), Is.EqualTo(1000));
        h.Poll();
        h.ReceiveAndPoll("A 1:0 ack 501");
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Writable }));
        h.ReceiveAndPoll("A 1:0 ack 1001");
        Assert.That(h.Events, Has.Count.EqualTo(1), "nobody waits any more");
    }

    [Test]
    public void Keepalive_probes_and_gives_up() // RFC 1122 §4.2.3.6
    {
        var listen = new TcpListenOptions
        {
            Timestamps = false,
            KeepAliveIdle = Duration.FromSeconds(60),
            KeepAliveInterval = Duration.FromSeconds(5),
            KeepAliveProbes = 2,
        };
        TcpHarness h = TcpHarness.Accepted(listen);
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
        h.Sends("A 0:0 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 1");
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
        h.PollNext();
        h.Sends("A 0:0 ack 1", "A 0:0 ack 1");
        h.PollNext();
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.TimedOut }));
    }

    [Test]
    public void Keepalive_of_the_peer_is_answered()
    {
        TcpHarness h = TcpHarness.Accepted();
        h.ReceiveAndPoll("A 0:0 ack 1");
        h.Sends("A 1:0 ack 1");
    }

    [Test]
    public void Steady_state_allocates_nothing()
    {
        var world = new TcpPair(3, 0, default);
        world.Connect();
        byte[] data = TcpHarness.Pattern(0, 1000);
        byte[] buffer = new byte[1000];
        void Round()
        {
            world.Left.Send(world.LeftHandle, data, world.Now);
            world.DriveFor(Duration.FromMilliseconds(60));
            world.Right.Read(world.RightHandle, buffer, world.Now);
        }

        void Rounds()
        {
            for (int i = 0; i < 200; i++)
            {
                Round();
            }
        }

        Rounds();
        Assert.That(Allocation.Of(Rounds), Is.Zero);
        Assert.That(buffer.SequenceEqual(data), Is.True);
    }
}
