using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Support;

/// <summary>One core with everything it says written down. Leaks of frames and of counters fail the test.</summary>
internal sealed class CoreHarness : ICoreSink
{
    public const string Mac0 = "02:00:00:00:00:01";
    public const string Mac1 = "02:00:00:00:00:02";

    private readonly FramePool _pool;

    public CoreHarness(CoreOptions? options = null, int frames = 512)
    {
        _pool = new FramePool(frames);
        Core = new RouterCore(options ?? new CoreOptions(), _pool, seed: 7);
    }

    public RouterCore Core { get; }

    public FramePool Pool => _pool;

    public Instant Now { get; private set; } = Instant.Zero + Duration.FromSeconds(1);

    public List<(int Port, byte[] Frame)> Sent { get; } = new();

    public List<(LocalPacket Packet, byte[] Payload)> Delivered { get; } = new();

    public List<CoreEvent> Events { get; } = new();

    /// <summary>Whether the sink takes what is delivered.</summary>
    public Func<LocalPacket, bool> Accept { get; set; } = static _ => true;

    /// <summary>
    /// The usual router: port 0 is 10.0.0.1/24 and port 1 is 10.0.1.1/24, MTU 1500, each with a known neighbour at .2.
    /// </summary>
    public static CoreHarness Router(CoreOptions? options = null, PortOptions? first = null, PortOptions? second = null)
    {
        var harness = new CoreHarness(options);
        harness.Core.AddPort(first ?? PortAt("eth0", Mac0, "10.0.0.1"));
        harness.Core.AddPort(second ?? PortAt("eth1", Mac1, "10.0.1.1"));
        harness.Know(0, "10.0.0.2");
        harness.Know(1, "10.0.1.2");
        return harness;
    }

    public static PortOptions PortAt(string name, string mac, string address, int length = 24, int mtu = 1500) => new()
    {
        Name = name,
        Mac = MacAddress.Parse(mac),
        Mtu = mtu,
        Addresses = [new InterfaceAddress(Ipv4Address.Parse(address), length)],
    };

    public void Know(int port, string address) =>
        Core.Neighbours.AddStatic(port, Ipv4Address.Parse(address), Packets.PeerMac, Now);

    public void Route(string prefix, int port, string? gateway = null, RouteProtocol protocol = RouteProtocol.Static,
        bool onlink = false, int mtu = 0) => Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse(prefix),
            Protocol = protocol,
            Mtu = mtu,
            NextHops = [new NextHop(port, gateway == null ? default : Ipv4Address.Parse(gateway), onlink)],
        });

    public void ReceiveIp(int port, byte[] packet, MacAddress? destination = null) => ReceiveFrame(
        port, Packets.Ethernet(destination ?? Core.Port(port)!.Mac, Packets.PeerMac, EtherType.Ipv4, packet));

    public void ReceiveArp(int port, byte[] packet, MacAddress? destination = null) => ReceiveFrame(
        port, Packets.Ethernet(destination ?? MacAddress.Broadcast, Packets.PeerMac, EtherType.Arp, packet));

    public void ReceiveFrame(int port, ReadOnlySpan<byte> octets)
    {
        Assert.That(_pool.TryRent(out Frame frame), Is.True);
        frame.Length = octets.Length;
        octets.CopyTo(_pool.Octets(frame));
        Core.Receive(port, frame, Now);
        AssertConserved();
    }

    public void Poll()
    {
        Core.Poll(Now, this);
        AssertConserved();
    }

    /// <summary>Lets time pass without a poll.</summary>
    public void Skip(Duration duration) => Now += duration;

    /// <summary>Lets time pass, stopping at every deadline.</summary>
    public void Advance(Duration duration)
    {
        Instant end = Now + duration;
        Poll();
        while (Core.PollAt() <= end)
        {
            Now = Instant.Max(Now, Core.PollAt());
            Poll();
        }

        Now = end;
        Poll();
    }

    public void AssertConserved() => Assert.That(Core.Counters.IsConserved(), Is.True, () =>
        $"received {Core.Counters.Received} delivered {Core.Counters.Delivered} forwarded {Core.Counters.Forwarded} " +
        $"dropped {Core.Counters.DroppedTotal} held {Core.Counters.Held}");

    /// <summary>The one frame that was sent, and forgets it.</summary>
    public (int Port, byte[] Frame) Only()
    {
        Poll();
        Assert.That(Sent, Has.Count.EqualTo(1));
        (int Port, byte[] Frame) only = Sent[0];
        Sent.Clear();
        return only;
    }

    public void AssertDropped(DropReason reason, long times = 1)
    {
        Assert.That(Core.Counters.Dropped(reason), Is.EqualTo(times), () => "drops: " + DropsText());
    }

    public string DropsText()
    {
        string text = string.Empty;
        for (int i = 0; i < DropReasons.Count; i++)
        {
            long count = Core.Counters.Dropped((DropReason)i);
            text += count == 0 ? string.Empty : DropReasons.NameOf((DropReason)i) + "=" + count + " ";
        }

        return text;
    }

    void ICoreSink.Transmit(int port, Frame frame)
    {
        Sent.Add((port, _pool.Octets(frame).ToArray()));
        _pool.Return(frame);
    }

    bool ICoreSink.Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload)
    {
        Delivered.Add((packet, payload.ToArray()));
        return Accept(packet);
    }

    void ICoreSink.OnEvent(in CoreEvent e) => Events.Add(e);
}
