using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>The forwarding core of a board or of a host.</summary>
public sealed class RouterCore
{
    public RouterCore(CoreOptions options, IFramePool pool, ulong seed) => throw new NotImplementedException();

    /// <summary>Ports that exist, in order of their index.</summary>
    public IEnumerable<CorePort> Ports => throw new NotImplementedException();

    public RouteTable Routes => throw new NotImplementedException();

    public IpipTunnel Tunnel => throw new NotImplementedException();

    public NeighbourCache Neighbours => throw new NotImplementedException();

    public CoreCounters Counters => throw new NotImplementedException();

    public ICoreTracer? Tracer { get; set; }

    public CorePort? Port(int index) => throw new NotImplementedException();

    public int AddPort(PortOptions port) => throw new NotImplementedException();

    public void RemovePort(int port, Instant now) => throw new NotImplementedException();

    public void SetLink(int port, bool up, Instant now) => throw new NotImplementedException();

    public void AddAddress(int port, InterfaceAddress address) => throw new NotImplementedException();

    public bool RemoveAddress(int port, InterfaceAddress address) => throw new NotImplementedException();

    public void Receive(int port, Frame frame, Instant now) => throw new NotImplementedException();

    public void Poll(Instant now, ICoreSink sink) => throw new NotImplementedException();

    public Instant PollAt() => throw new NotImplementedException();

    public bool Send(in IpSend send, ReadOnlySpan<byte> payload, Instant now) => throw new NotImplementedException();

    public bool Send(in IpSend send, ReadOnlySpan<byte> payload, Instant now, out SendResult result) =>
        throw new NotImplementedException();

    /// <summary>Largest packet for a destination now, or 0 when there is no route.</summary>
    public int PathMtu(Ipv4Address destination, Instant now) => throw new NotImplementedException();

    /// <summary>The source address a packet to this destination would get; false without a route or an address.</summary>
    public bool TrySelectSource(Ipv4Address destination, out Ipv4Address source) => throw new NotImplementedException();
}
