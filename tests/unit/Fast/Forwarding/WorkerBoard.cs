using System;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>
/// A board with workers and routes that never rest. Each of eight prefixes goes to neighbours of its own, so that a
/// packet that left by what belongs to another prefix shows.
/// </summary>
internal sealed class WorkerBoard : ICoreSink, IDisposable
{
    public const int Prefixes = 8;
    public const int Gateways = 4;

    private readonly NativeFramePool _pool = new(1024);
    private readonly ReaderEpochs _readers = new();
    private readonly Frame[] _taken = new Frame[64];
    private uint _mtu;

    public WorkerBoard()
    {
        Core = new RouterCore(
            new CoreOptions { CreateFib = () => new FrontedFib(_readers, poison: true) }, _pool, seed: 5);
        Core.AddPort(CoreHarness.PortAt("eth0", CoreHarness.Mac0, "10.0.0.1"));
        Core.AddPort(CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1"));
        for (int prefix = 0; prefix < Prefixes; prefix++)
        {
            for (int gateway = 0; gateway < Gateways; gateway++)
            {
                Core.Neighbours.AddStatic(1, GatewayOf(prefix, gateway), MacOf(prefix, gateway), Now);
            }

            Route(prefix, 0);
        }

        Workers = new ForwardingWorkers(Core, _pool, _readers, Now);
    }

    public RouterCore Core { get; }

    public ForwardingWorkers Workers { get; }

    public Instant Now { get; } = new(1);

    public static Ipv4Address Host(int prefix, int host) => new(0xac10_0000u + ((uint)prefix << 8) + (uint)host);

    public static MacAddress MacOf(int prefix, int gateway) =>
        new(0x0200_0000_1000ul + (ulong)((prefix * 16) + gateway));

    /// <summary>The way to a prefix, always a new set of next hops: each has another MTU.</summary>
    public void Route(int prefix, int gateway) => Core.Routes.Add(new Route
    {
        Prefix = new Prefix(Host(prefix, 0), 24),
        Protocol = RouteProtocol.Static,
        Mtu = 1000 + (int)(_mtu++ % 500),
        NextHops = [new NextHop(1, GatewayOf(prefix, gateway))],
    });

    public void Unroute(int prefix) =>
        Core.Routes.Remove(new Prefix(Host(prefix, 0), 24), RouteProtocol.Static, 0);

    /// <summary>A packet from a neighbour by a port of the core's own.</summary>
    public void Receive(int port, byte[] packet)
    {
        _pool.TryRent(out Frame frame);
        byte[] octets = Packets.Ethernet(Core.Port(port)!.Mac, Packets.PeerMac, EtherType.Ipv4, packet);
        frame.Length = octets.Length;
        octets.CopyTo(_pool.Octets(frame));
        Core.Receive(port, frame, Now);
    }

    /// <summary>A round of the core's thread.</summary>
    public void Round()
    {
        Workers.Settle(slow: false, Now);
        for (int worker = 0; worker < Workers.Workers.Count; worker++)
        {
            for (int count; (count = Workers.Take(worker, _taken, out int port)) > 0;)
            {
                Workers.Forwarder.Process(port, _taken.AsSpan(0, count), Now);
                ReturnOutput(Workers.Forwarder, _pool);
            }
        }

        Core.Poll(Now, this);
        Workers.Collect();
        Assert.That(Core.Counters.IsConserved(), Is.True);
    }

    public static void ReturnOutput(IFrameForwarder forwarder, NativeFramePool pool)
    {
        foreach (int port in forwarder.Busy)
        {
            foreach (Frame frame in forwarder.Output(port))
            {
                pool.Return(frame);
            }
        }

        forwarder.Clear();
    }

    /// <summary>All threads have ended: nothing is lost.</summary>
    public void AssertWhole()
    {
        Round();
        Core.Close(Now);
        Assert.That(_pool.Available, Is.EqualTo(_pool.Capacity));
    }

    public void Dispose()
    {
        Workers.Dispose();
        Core.Dispose();
        _readers.Dispose();
        _pool.Dispose();
    }

    void ICoreSink.Transmit(int port, Frame frame) => _pool.Return(frame);

    bool ICoreSink.Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload) => true;

    void ICoreSink.OnEvent(in CoreEvent e)
    {
    }

    private static Ipv4Address GatewayOf(int prefix, int gateway) =>
        new(0x0a00_0100u + 16 + (uint)(prefix * Gateways) + (uint)gateway);
}
