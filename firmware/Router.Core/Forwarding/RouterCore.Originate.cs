using System;
using Router.Wire;

namespace Router.Core;

/// <content>Packets that the board itself sends.</content>
public sealed partial class RouterCore
{
    public bool Send(in IpSend send, ReadOnlySpan<byte> payload, Instant now) => Send(in send, payload, now, out _);

    /// <summary>
    /// Sends one packet, in fragments if it must be and may be. False says why not; nothing was sent then.
    /// </summary>
    public bool Send(in IpSend send, ReadOnlySpan<byte> payload, Instant now, out SendResult result)
    {
        _now = now;
        result = SendOwn(in send, payload, now);
        return result == SendResult.Sent;
    }

    /// <summary>
    /// Largest packet for a destination now, IP header included, or 0 when there is no route. Over several paths the
    /// least of them.
    /// </summary>
    public int PathMtu(Ipv4Address destination, Instant now)
    {
        Packet packet = default;
        packet.Ip.Destination = destination;
        packet.Ip.HeaderLength = Ipv4Header.Size;

        // Any member may get the flow.
        int least = 0;
        Routes.Hops.Members(Routes.Fib.Lookup(destination), out int first, out int count);
        for (int i = first; i < first + count; i++)
        {
            int mtu = HopMtu(i, in packet, now);
            least = least == 0 || (mtu != 0 && mtu < least) ? mtu : least;
        }

        return least;
    }

    private int HopMtu(int index, in Packet packet, Instant now) => Routes.Hops[index].Kind switch
    {
        HopKind.Local => Ipv4Header.MaxTotalLength,
        HopKind.Unicast or HopKind.Broadcast when FindExit(index, in packet, now, out Exit exit) == DropReason.None =>
            _pathMtu.Limit(packet.Ip.Destination, exit.Mtu, now),
        _ => 0,
    };

    /// <summary>
    /// The source address a packet to this destination would get; false without a route or an address.
    /// </summary>
    public bool TrySelectSource(Ipv4Address destination, out Ipv4Address source)
    {
        ref HopEntry hop = ref Routes.Hops[Routes.Hops.First(Routes.Fib.Lookup(destination))];
        source = hop.Kind switch
        {
            HopKind.Local => destination,
            HopKind.Unicast or HopKind.Broadcast => SourceFor(in hop, destination),
            _ => default,
        };
        return !source.IsZero;
    }

    /// <summary>True for addresses of ports and of the tunnel.</summary>
    public bool IsLocal(Ipv4Address address) => Routes.Hops.KindOf(Routes.Fib.Lookup(address)) == HopKind.Local;

    private SendResult SendOwn(in IpSend send, ReadOnlySpan<byte> payload, Instant now)
    {
        if (!send.Source.IsZero && !IsLocal(send.Source))
        {
            return SendResult.BadSource;
        }

        Packet packet = default;
        packet.Interface = LocalPacket.Loopback;
        packet.Port = LocalPacket.Loopback;
        packet.Ip.HeaderLength = Ipv4Header.Size;
        packet.Ip.Tos = send.Tos;
        packet.Ip.Ttl = send.Ttl != 0 ? send.Ttl : _options.DefaultTtl;
        packet.Ip.Protocol = send.Protocol;
        packet.Ip.DontFragment = send.DontFragment;
        packet.Ip.Source = send.Source;
        packet.Ip.Destination = send.Destination;
        if (send.Destination.IsMulticast || send.Destination.Value >> 28 == 15)
        {
            return SendResult.NoRoute;
        }

        uint hash = FlowHash(in packet.Ip, payload, 0);
        int index = Routes.Hops.Select(Routes.Fib.Lookup(send.Destination), hash);
        ref HopEntry hop = ref Routes.Hops[index];
        Exit exit = default;
        if (hop.Kind == HopKind.Local)
        {
            exit.Mtu = Capacity;
            packet.Ip.DontFragment = false;
            packet.Ip.Source = send.Source.IsZero ? send.Destination : send.Source;
        }
        else if (hop.Kind is not (HopKind.Unicast or HopKind.Broadcast)
            || FindExit(index, in packet, now, out exit) != DropReason.None)
        {
            return SendResult.NoRoute;
        }
        else
        {
            exit.Mtu = _pathMtu.Limit(send.Destination, exit.Mtu, now);
            packet.Ip.Source = send.Source.IsZero ? SourceFor(in hop, send.Destination) : send.Source;
        }

        if (packet.Ip.Source.IsZero)
        {
            return SendResult.BadSource;
        }

        return SendPieces(ref packet, payload, in exit, in hop, now);
    }

    private SendResult SendPieces(ref Packet packet, ReadOnlySpan<byte> payload, in Exit exit, in HopEntry hop,
        Instant now)
    {
        int total = Ipv4Header.Size + payload.Length;
        if (total > Ipv4Header.MaxTotalLength || (total > exit.Mtu && packet.Ip.DontFragment))
        {
            return SendResult.TooLong;
        }

        int step = total <= exit.Mtu ? Math.Max(payload.Length, 1) : (exit.Mtu - Ipv4Header.Size) & ~7;
        int pieces = Math.Max((payload.Length + step - 1) / step, 1);
        if (!TryRentPieces(pieces))
        {
            return SendResult.NoBuffer;
        }

        packet.Ip.Identification = ++_identification;
        if (packet.Ip.DontFragment && packet.Ip.Protocol != IpProtocol.Tcp)
        {
            _recent.Add(packet.Ip, RecentPackets.Head(payload, 0));
        }

        for (int i = 0; i < pieces; i++)
        {
            int start = i * step;
            Packet piece = packet;
            int length = Math.Min(step, payload.Length - start);
            piece.Frame = _pieces[i];
            piece.Frame.Offset = _pool.Headroom;
            piece.Frame.Length = Ipv4Header.Size + length;
            piece.Ip.TotalLength = piece.Frame.Length;
            piece.Ip.PayloadOffset = start;
            piece.Ip.MoreFragments = i < pieces - 1;
            Octets octets = _pool.Octets(piece.Frame);
            payload.Slice(start, length).CopyTo(octets.Slice(Ipv4Header.Size));
            piece.Ip.Write(octets, 0);
            Counters.Originated += i == 0 ? 1 : 0;
            Counters.FragmentsCreated += i == 0 ? 0 : 1;
            Trace(CoreTraceKind.Originated, in piece, now);
            TraceLookup(in piece, in hop, now);
            if (hop.Kind == HopKind.Local)
            {
                _local.Add(new LocalWork { Packet = piece, Loopback = true, Received = now });
            }
            else
            {
                LeaveWhole(ref piece, in exit, now);
            }
        }

        return SendResult.Sent;
    }

    // All before any leaves: what leaves may need a slot itself, for an ARP request.
    private bool TryRentPieces(int count)
    {
        if (count > _pieces.Length)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!_pool.TryRent(out _pieces[i]))
            {
                while (--i >= 0)
                {
                    _pool.Return(in _pieces[i]);
                }

                return false;
            }
        }

        return true;
    }

    /// <summary>Sends a packet of our own that is complete in its frame.</summary>
    private void LeaveOwn(ref Packet packet, Instant now)
    {
        Counters.Originated++;
        Trace(CoreTraceKind.Originated, in packet, now);
        int index = SelectHop(Routes.Fib.Lookup(packet.Ip.Destination), in packet);
        ref HopEntry hop = ref Routes.Hops[index];
        TraceLookup(in packet, in hop, now);
        if (hop.Kind == HopKind.Local)
        {
            _local.Add(new LocalWork { Packet = packet, Loopback = true, Received = now });
            return;
        }

        Exit exit = default;
        DropReason blocked = hop.Kind == HopKind.Unicast
            ? FindExit(index, in packet, now, out exit)
            : hop.Kind == HopKind.Blackhole ? DropReason.Blackhole : DropReason.NoRoute;
        if (blocked != DropReason.None)
        {
            Drop(ref packet, blocked, now);
            return;
        }

        exit.Mtu = _pathMtu.Limit(packet.Ip.Destination, exit.Mtu, now);
        Leave(ref packet, in exit, now);
    }

    // RFC 1122 §3.3.4.3: the address the route asks for, else one of the interface in the neighbour's subnet, else any
    // of the interface, else one of the board: workload ports carry none.
    private Ipv4Address SourceFor(in HopEntry hop, Ipv4Address destination)
    {
        if (!hop.Source.IsZero)
        {
            return hop.Source;
        }

        if (hop.Interface == NextHop.Tunnel)
        {
            return Tunnel.Address.IsZero ? BoardAddress() : Tunnel.Address;
        }

        return PortAddress(Port(hop.Interface), hop.Gateway.IsZero ? destination : hop.Gateway);
    }

    private Ipv4Address PortAddress(CorePort? port, Ipv4Address neighbour)
    {
        if (port == null || port.AddressList.Count == 0)
        {
            return BoardAddress();
        }

        foreach (InterfaceAddress address in port.AddressList)
        {
            if (address.Subnet.Contains(neighbour))
            {
                return address.Address;
            }
        }

        return port.AddressList[0].Address;
    }

    private Ipv4Address BoardAddress()
    {
        if (!Tunnel.NodeAddress.IsZero)
        {
            return Tunnel.NodeAddress;
        }

        foreach (CorePort? port in _ports)
        {
            if (port is { AddressList.Count: > 0 })
            {
                return port.AddressList[0].Address;
            }
        }

        return Tunnel.Address;
    }
}
