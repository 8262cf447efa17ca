using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpLossTests
{
    private static TcpHarness Flying(int segments)
    {
        TcpHarness h = TcpHarness.Accepted(syn: "win 60000 mss 1000");
        h.Write(segments * 1000);
        h.Poll();
        h.ForgetSent();
        return h;
    }

    [Test]
    public void Initial_window_is_ten_segments() // RFC 6928 §2
    {
        TcpHarness h = TcpHarness.Accepted(syn: "win 60000 mss 1000");
        h.Write(20_000);
        h.Poll();
        Assert.That(h.SentCount, Is.EqualTo(10));
        h.ForgetSent();
        h.ReceiveAndPoll("A 1:0 ack 2001 win 60000");
        Assert.That(h.SentCount, Is.EqualTo(3), "slow start: two replaced, one more (RFC 5681 §3.1)");
    }

    [Test]
    public void Lost_segment_is_repeated_after_a_second_with_doubling() // RFC 6298 §2.1, §5.5
    {
        TcpHarness h = Flying(1);
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(1)));
        h.Sends("PA 1:1000 ack 1");
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(2)));
        Assert.That(h.PollNext(), Is.EqualTo(Duration.FromSeconds(4)));
        h.Sends("PA 1:1000 ack 1", "PA 1:1000 ack 1");
        Assert.That(h.Info.Retransmissions, Is.EqualTo(3));
    }

    [Test]
    public void Round_trip_time_follows_rfc_6298()
    {
        var options = new TcpOptions { MinRto = Duration.FromMilliseconds(1) };
        TcpHarness h = TcpHarness.Accepted(options: options);

        // The handshake took no time; SRTT is next to nothing, so the second sample R' dominates RTTVAR.
        h.Write(10);
        h.Poll();
        h.AdvanceMs(80);
        h.ReceiveAndPoll("A 1:0 ack 11");

        // §2.3: RTTVAR = 3/4·0 + 1/4·80 = 20, SRTT = 1/8·80 = 10, RTO = 10 + 4·20 = 90.
        Assert.That(h.Info.RoundTrip.Milliseconds, Is.EqualTo(10));
        Assert.That(h.Info.Rto.Milliseconds, Is.EqualTo(90).Within(1),
            "the handshake's sample is a nanosecond, not nothing");
    }

    [Test]
    public void Repeated_segments_are_not_timed() // RFC 6298 §3, Karn
    {
        TcpHarness h = Flying(1);
        Duration before = h.Info.RoundTrip;
        h.PollNext();
        h.AdvanceMs(1);
        h.ReceiveAndPoll("A 1:0 ack 1001");
        Assert.That(h.Info.RoundTrip, Is.EqualTo(before));
        Assert.That(h.Info.Rto, Is.EqualTo(Duration.FromSeconds(2)), "the backed-off value stays");
    }

    [Test]
    public void Timeout_goes_back_to_one_segment_and_half_the_flight() // RFC 5681 §3.1
    {
        TcpHarness h = Flying(10);
        h.PollNext();
        h.Sends("A 1:1000 ack 1");
        Assert.That(h.Info.CongestionWindow, Is.EqualTo(1000));
        Assert.That(h.Info.SlowStartThreshold, Is.EqualTo(5000));
        h.ReceiveAndPoll("A 1:0 ack 1001 win 60000");
        h.Sends("A 1001:1000 ack 1", "A 2001:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 10001 win 60000");
        h.Sends();
    }

    [Test]
    public void Three_duplicates_repeat_the_first_segment() // RFC 5681 §3.2
    {
        TcpHarness h = Flying(10);
        h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        h.Sends();
        h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        h.Sends("A 1:1000 ack 1");
        Assert.That(h.Info.SlowStartThreshold, Is.EqualTo(5000));
        Assert.That(h.Info.CongestionWindow, Is.EqualTo(8000), "threshold plus three");
    }

    [Test]
    public void Window_updates_are_not_duplicates() // RFC 5681 §2 (e)
    {
        TcpHarness h = Flying(5);
        for (int i = 1; i <= 4; i++)
        {
            h.ReceiveAndPoll($"A 1:0 ack 1 win {50_000 + i}");
        }

        h.Sends();
    }

    [Test]
    public void Limited_transmit_sends_new_data_on_the_first_two_duplicates() // RFC 3042
    {
        TcpHarness h = Flying(20);
        h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        h.Sends("A 10001:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        h.Sends("A 11001:1000 ack 1");
    }

    [Test]
    public void Partial_acknowledgments_repeat_the_next_hole() // RFC 6582 §3.2
    {
        TcpHarness h = Flying(10);
        for (int i = 0; i < 3; i++)
        {
            h.Receive("A 1:0 ack 1 win 60000");
        }

        h.Poll();
        h.Sends("A 1:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 3001 win 60000");
        h.Sends("A 3001:1000 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 10001 win 60000");
        h.Sends();
        Assert.That(h.Info.CongestionWindow, Is.EqualTo(2000), "min(ssthresh, max(flight, SMSS) + SMSS)");
    }

    [Test]
    public void Duplicates_from_before_a_timeout_start_nothing() // RFC 6582 §3.2 step 1 and §4
    {
        TcpHarness h = Flying(10);
        h.PollNext();
        h.ForgetSent();
        for (int i = 0; i < 5; i++)
        {
            h.ReceiveAndPoll("A 1:0 ack 1 win 60000");
        }

        Assert.That(h.Info.SlowStartThreshold, Is.EqualTo(5000));
        Assert.That(h.Info.CongestionWindow, Is.EqualTo(1000));
    }

    [Test]
    public void Congestion_avoidance_adds_a_segment_per_window() // RFC 5681 §3.1
    {
        TcpHarness h = Flying(10);
        h.PollNext();
        int acknowledged = 1;
        for (int i = 0; i < 4; i++)
        {
            acknowledged += 1000;
            h.ReceiveAndPoll($"A 1:0 ack {acknowledged} win 60000");
        }

        Assert.That(h.Info.CongestionWindow, Is.EqualTo(5000), "slow start up to the threshold");
        for (int i = 0; i < 5; i++)
        {
            acknowledged += 1000;
            h.ReceiveAndPoll($"A 1:0 ack {acknowledged} win 60000");
        }

        Assert.That(h.Info.CongestionWindow, Is.EqualTo(6000));
    }

    [Test]
    public void After_idling_the_window_is_the_initial_one() // RFC 5681 §4.1
    {
        TcpHarness h = Flying(10);
        for (int i = 1; i <= 10; i++)
        {
            h.ReceiveAndPoll($"A 1:0 ack {(i * 1000) + 1} win 60000");
        }

        Assert.That(h.Info.CongestionWindow, Is.EqualTo(20_000));
        h.AdvanceMs(5000);
        h.Write(1);
        h.Poll();
        Assert.That(h.Info.CongestionWindow, Is.EqualTo(10_000));
    }

    [Test]
    public void Data_without_an_answer_times_out() // RFC 9293 §3.8.3
    {
        TcpHarness h = Flying(1);
        Instant start = h.Now;
        while (h.Events.Count == 0)
        {
            h.PollNext();
        }

        Assert.That(h.Events, Is.EqualTo(new[] { TcpEvent.TimedOut }));
        Assert.That(h.Now - start, Is.EqualTo(Duration.FromSeconds(120)));
    }
}
