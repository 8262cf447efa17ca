using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>Segments follow what the board knows about the path (RFC 1191, RFC 6691, RFC 5927).</summary>
public sealed class TcpPathTests
{
    [TestCase(1000, 0, 960)]
    [TestCase(9000, 0, 8960)]
    [TestCase(9000, 1460, 1460, Description = "the owner wants less")]
    public void The_offered_mss_is_that_of_the_way_out(int path, int wanted, int expected) // RFC 6691 §2
    {
        var h = new TcpHarness();
        h.Stack.Paths = new Paths { Mtu = path };
        h.Stack.Listen(TcpHarness.OurPort, new TcpListenOptions { Mss = (ushort)wanted });
        h.ReceiveAndPoll("S 0:0 mss 20000");
        Assert.That((int)h.LastOptions.MaximumSegmentSize, Is.EqualTo(expected));
        TcpHandle handle = h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 80,
            new TcpConnectOptions { Mss = (ushort)wanted }, h.Now);
        h.Poll();
        Assert.That((int)h.LastOptions.MaximumSegmentSize, Is.EqualTo(expected));
        Assert.That(handle.IsNone, Is.False);
    }

    [Test]
    public void A_path_that_became_narrow_is_found_by_the_retransmission_timer_and_tried_again_after_ten_minutes()
    {
        var paths = new Paths { Mtu = 1040 };
        TcpHarness h = Accepted(paths);
        h.Write(1000);
        h.Poll();
        h.Sends("PA 1:1000 ack 1");
        paths.Mtu = 640; // the IP layer dropped the segment and said nothing
        h.PollNext();
        h.Sends("A 1:600 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 601");
        h.Sends("PA 601:400 ack 1");
        h.ReceiveAndPoll("A 1:0 ack 1001");
        Assert.That(h.Info.SegmentSize, Is.EqualTo(600));
        paths.Mtu = 1040;
        h.Advance(Duration.FromSeconds(600));
        h.Write(1000);
        h.Poll();
        h.Sends("PA 1001:1000 ack 1");
    }

    [Test]
    public void Icmp_lowers_the_path_of_the_board_only_after_the_sequence_check() // RFC 5927 §4.1
    {
        var paths = new Paths { Mtu = 1040 };
        TcpHarness h = Accepted(paths);
        h.Write(1000);
        h.Poll();
        byte[] forged = (byte[])h.LastSegment.Clone();
        BigEndian.WriteUInt32(forged, 4, h.OurIss + 1001);
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, 4, 640, forged, h.Now);
        Assert.That(paths.Lowered, Is.Zero);
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, 4, 640, h.LastSegment, h.Now);
        Assert.That(paths.Lowered, Is.EqualTo(640));
        Assert.That(h.Info.SegmentSize, Is.EqualTo(600));
        h.Poll();
        h.ForgetSent();
        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, 4, 68, h.LastSegment, h.Now);
        Assert.That(h.Info.SegmentSize, Is.EqualTo(512), "Linux's min_pmtu is 552");
    }

    private static TcpHarness Accepted(Paths paths)
    {
        var h = new TcpHarness();
        h.Stack.Paths = paths;
        h.Stack.Listen(TcpHarness.OurPort, TcpHarness.PlainListener());
        h.ReceiveAndPoll("S 0:0 win 10000 mss 1000");
        h.TakeSyn();
        h.ReceiveAndPoll("A 1:0 ack 1");
        return h;
    }

    private sealed class Paths : ITcpPaths
    {
        public int Mtu { get; set; }

        public int Lowered { get; private set; }

        public int PathMtu(Ipv4Address destination, Instant now) => Mtu;

        public void LowerPathMtu(Ipv4Address destination, int mtu, Instant now) => Lowered = mtu;
    }
}
