using System;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>The data path allocates nothing per packet.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 20_000;

    // The first rounds warm up the code and its one-time tables.
    private const int WarmUp = 200;

    [TestCase("10.0.0.2", "10.0.1.2", 0)]
    [TestCase("10.0.0.2", "10.0.0.1", 0, Description = "echo to the board")]
    public void Forward_and_answer(string source, string destination, int port)
    {
        CoreHarness harness = CoreHarness.Router();
        Assert.That(Measure(harness, port, Packets.Echo(source, destination)), Is.Zero);
    }

    [Test]
    public void Forward_in_fragments()
    {
        CoreHarness harness = CoreHarness.Router(
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 600));
        Assert.That(Measure(harness, 0, Packets.Udp("10.0.0.2", "10.0.1.2", 1400)), Is.Zero);
    }

    [Test]
    public void Encapsulate()
    {
        CoreHarness harness = TunnelTests.Node02();
        Assert.That(Measure(harness, 1, Packets.Echo("172.165.231.156", "172.173.55.45")), Is.Zero);
        Assert.That(harness.Core.Counters.Encapsulated, Is.GreaterThan(Rounds));
    }

    [Test]
    public void Decapsulate()
    {
        CoreHarness harness = TunnelTests.Node02();
        byte[] outer = Packets.Ipip("192.168.101.201", "192.168.101.202",
            Packets.Echo("172.173.55.45", "172.165.231.156"));
        Assert.That(Measure(harness, 0, outer), Is.Zero);
        Assert.That(harness.Core.Counters.Decapsulated, Is.GreaterThan(Rounds));
    }

    [Test]
    public void Drop_with_an_error()
    {
        CoreHarness harness = CoreHarness.Router();
        Assert.That(Measure(harness, 0, Packets.Udp("10.0.0.2", "10.0.1.2", ttl: 1)), Is.Zero);
    }

    [Test]
    public void Deliver_and_send()
    {
        CoreHarness harness = CoreHarness.Router();
        Assert.That(Measure(harness, 0, Packets.Udp("10.0.0.2", "10.0.0.1")), Is.Zero);
        byte[] payload = Packets.UdpPayload(100);
        var sink = new Sink(harness.Pool);
        var send = new IpSend { Destination = Ipv4Address.Parse("10.0.1.2"), Protocol = 17 };
        int sent = 0;
        SendAll(WarmUp);
        Assert.That(Allocation.Of(() => SendAll(Rounds)), Is.Zero);
        Assert.That(sink.Frames, Is.EqualTo(sent));

        void SendAll(int times)
        {
            for (int i = 0; i < times; i++, sent++)
            {
                harness.Core.Send(in send, payload, harness.Now);
                harness.Core.Poll(harness.Now, sink);
            }
        }
    }

    [Test]
    public void Look_up()
    {
        CoreHarness harness = CoreHarness.Router();
        var addresses = new Ipv4Address[64];
        var indexes = new int[64];
        var fib = new BinaryTrie();
        fib.Set(Prefix.Parse("10.0.0.0/8"), 3);
        LookUp(WarmUp);
        Assert.That(Allocation.Of(() => LookUp(Rounds)), Is.Zero);

        void LookUp(int times)
        {
            for (int i = 0; i < times; i++)
            {
                addresses[i & 63] = new Ipv4Address((uint)i * 0x9e37_79b1);
                fib.Lookup(addresses, indexes);
                harness.Core.Routes.Lookup(addresses[i & 63]);
            }
        }
    }

    private static long Measure(CoreHarness harness, int port, byte[] packet)
    {
        byte[] frame = Packets.Ethernet(harness.Core.Port(port)!.Mac, Packets.PeerMac, EtherType.Ipv4, packet);
        var sink = new Sink(harness.Pool);
        ReceiveAll(WarmUp);
        long allocated = Allocation.Of(() => ReceiveAll(Rounds));
        Assert.That(sink.Frames + sink.Packets + harness.Core.Counters.IcmpErrorsLimited,
            Is.GreaterThanOrEqualTo(Rounds));
        harness.AssertConserved();
        return allocated;

        void ReceiveAll(int times)
        {
            for (int i = 0; i < times; i++)
            {
                harness.Pool.TryRent(out Frame rented);
                rented.Length = frame.Length;
                frame.CopyTo(harness.Pool.Octets(rented));
                harness.Core.Receive(port, rented, harness.Now);
                harness.Core.Poll(harness.Now, sink);
            }
        }
    }

    private sealed class Sink : ICoreSink
    {
        private readonly FramePool _pool;

        public Sink(FramePool pool) => _pool = pool;

        public long Frames { get; private set; }

        public long Packets { get; private set; }

        public void Transmit(int port, Frame frame)
        {
            Frames++;
            _pool.Return(frame);
        }

        public bool Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload)
        {
            Packets++;
            return true;
        }

        public void OnEvent(in CoreEvent e)
        {
        }
    }
}
