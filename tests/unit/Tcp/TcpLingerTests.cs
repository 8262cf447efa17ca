using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>What closed connections cost, and what their owners and peers still get.</summary>
public sealed class TcpLingerTests
{
    [Test]
    public void Data_after_a_full_close_is_reset() // RFC 1122 §4.2.2.13
    {
        TcpHarness h = Closed(TcpRest.Refuse);
        h.ReceiveAndPoll("PA 1:10 ack 2");
        h.Sends("R 2:0");
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }));
    }

    [Test]
    public void Unread_data_at_a_full_close_is_a_reset_at_once() // RFC 1122 §4.2.2.13
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Receive("PA 1:10 ack 1");
        h.Stack.Close(h.Handle, TcpRest.Refuse, h.Now);
        h.Poll();
        h.Sends("RA 1:0 ack 11");
    }

    [TestCase(TcpRest.Discard, 60)]
    [TestCase(TcpRest.Read, 110)]
    public void A_peer_that_goes_on_does_not_keep_what_its_owner_left(TcpRest rest, int seconds)
    {
        TcpHarness h = Closed(rest);
        Instant start = h.Now;
        h.AdvanceMs(50_000);
        h.ReceiveAndPoll("PA 1:10 ack 2");
        while (h.State != TcpState.Closed && h.Events.Count < 3)
        {
            h.PollNext();
            h.ReadAll();
        }

        Assert.That(h.Now - start, Is.EqualTo(Duration.FromSeconds(seconds)));
    }

    [Test]
    public void Discarded_data_never_closes_the_window_so_the_fin_comes_through()
    {
        TcpHarness h = TcpHarness.Accepted(TcpHarness.PlainListener(receiveBuffer: 1500));
        h.ReceiveAndPoll("A 1:1000 ack 1");
        h.Receive("A 1001:500 ack 1");
        h.PollAfterMs(50);
        Assert.That((int)h.LastHeader.Window, Is.Zero);
        h.Stack.Close(h.Handle, TcpRest.Discard, h.Now);
        h.Poll();
        Assert.That((int)h.LastHeader.Window, Is.EqualTo(1500));
        h.ReceiveAndPoll("A 1501:1000 ack 2");
        h.ReceiveAndPoll("FA 2501:500 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.TimeWait));
        Assert.That(h.ReadAll(), Is.Empty);
    }

    [Test]
    public void A_full_table_gives_up_time_wait_and_then_what_was_left_behind()
    {
        var options = new TcpOptions { MaxConnections = 2 };
        TcpHarness h = TcpHarness.Accepted(options: options);
        h.Stack.Close(h.Handle, TcpRest.Discard, h.Now);
        h.Poll();
        h.ReceiveAndPoll("FA 1:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.TimeWait));
        h.Events.Clear();
        var connect = new TcpConnectOptions();
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 1, connect, h.Now).IsNone, Is.False);
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 2, connect, h.Now).IsNone, Is.False);
        Assert.That(h.State, Is.EqualTo(TcpState.Closed));
        Assert.That(h.Stack.PollAt(), Is.LessThanOrEqualTo(h.Now));
        h.Poll();
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Closed }), "its owner hears of it");
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 3, connect, h.Now).IsNone, Is.True,
            "live connections stay");
    }

    [Test]
    public void A_half_closed_connection_that_is_read_keeps_its_place()
    {
        TcpHarness h = TcpHarness.Accepted(options: new TcpOptions { MaxConnections = 1 });
        h.Stack.Close(h.Handle, h.Now);
        h.Poll();
        h.ReceiveAndPoll("A 1:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait2));
        var connect = new TcpConnectOptions();
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 1, connect, h.Now).IsNone, Is.True);
        h.Stack.Close(h.Handle, TcpRest.Discard, h.Now);
        Assert.That(h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 1, connect, h.Now).IsNone, Is.False);
    }

    [Test]
    public void What_came_before_a_reset_is_read_in_spite_of_it()
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Receive("PA 1:21 ack 1");
        h.Receive("R 22:0");
        h.Poll();
        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.Readable, TcpEvent.Reset }));
        Assert.That(h.ReadAll(), Is.EqualTo(TcpHarness.Pattern(0, 21)), "also after the event");
        Assert.That(h.Stack.Read(h.Handle, new byte[1], h.Now), Is.EqualTo(-1));
        h.Poll();
        Assert.That(h.Stack.PollAt(), Is.EqualTo(Instant.Never), "and then it is gone");
    }

    [Test]
    public void What_nobody_reads_after_a_reset_is_forgotten()
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Receive("PA 1:21 ack 1");
        h.ReceiveAndPoll("R 22:0");
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(60)));
        Assert.That(h.Stack.Read(h.Handle, new byte[1], h.Now), Is.EqualTo(-1));
        Assert.That(h.Stack.PollAt(), Is.EqualTo(Instant.Never));
    }

    private static TcpHarness Closed(TcpRest rest)
    {
        TcpHarness h = TcpHarness.Accepted();
        h.Stack.Close(h.Handle, rest, h.Now);
        h.Poll();
        h.ReceiveAndPoll("A 1:0 ack 2");
        Assert.That(h.State, Is.EqualTo(TcpState.FinWait2));
        h.ForgetSent();
        return h;
    }
}
