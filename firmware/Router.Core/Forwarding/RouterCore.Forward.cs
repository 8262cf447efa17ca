using System;
using Router.Wire;

namespace Router.Core;

/// <content>Forwarding of packets that are for others (RFC 1812 §5.3), and the way to the wire for all.</content>
public sealed partial class RouterCore
{
    /// <summary>Octets of headroom that an outer header and an Ethernet header take.</summary>
    private const int EncapsulationRoom = Ipip.Overhead + EthernetHeader.Size;

    private int Capacity => _pool.SlotSize - _pool.Headroom - EthernetHeader.Size;

    private void Forward(ref Packet packet, int hop, Instant now)
    {
        if (!_options.Forwarding)
        {
            Drop(ref packet, DropReason.NotForwarding, now);
            return;
        }

        // RFC 3927 §2.7: link-local addresses stay on their link.
        if (packet.Ip.Source.IsLinkLocal || packet.Ip.Destination.IsLinkLocal)
        {
            Drop(ref packet, DropReason.LinkLocal, now);
            return;
        }

        // RFC 791 §3.2: a datagram has at most 65,535 octets. A fragment that reaches beyond attacks its receiver, and
        // its own fragments could not even be numbered.
        if (packet.Ip.HeaderLength + packet.Ip.PayloadOffset + packet.Ip.PayloadLength > Ipv4Header.MaxTotalLength)
        {
            Drop(ref packet, DropReason.FragmentMalformed, now);
            return;
        }

        // RFC 1812 §5.3.1: a packet that would leave with TTL 0 ends here.
        if (packet.Ip.Ttl <= 1)
        {
            SendError(ref packet, IcmpType.TimeExceeded, IcmpCode.TtlExceeded, 0, now);
            Drop(ref packet, DropReason.TtlExceeded, now);
            return;
        }

        DropReason blocked = FindExit(hop, in packet, now, out Exit exit);
        if (blocked != DropReason.None)
        {
            if (blocked == DropReason.IpipNoRoute)
            {
                // As Linux: the tunnel's link has failed, so the destination host cannot be reached.
                SendError(ref packet, IcmpType.DestinationUnreachable, IcmpCode.HostUnreachable, 0, now);
            }

            Drop(ref packet, blocked, now);
            return;
        }

        // RFC 1191 §4, before the TTL changes: the error quotes the packet as it came.
        if (packet.Ip.TotalLength > exit.Mtu && packet.Ip.DontFragment)
        {
            SendError(
                ref packet, IcmpType.DestinationUnreachable, IcmpCode.FragmentationNeeded, (uint)exit.Mtu, now);
            Drop(ref packet, DropReason.FragmentationNeeded, now);
            return;
        }

        Ipv4Header.DecrementTtl(_pool.Octets(packet.Frame), 0);
        packet.Ip.Ttl--;
        Leave(ref packet, in exit, now);
    }

    /// <summary>
    /// Finds port, neighbour and MTU for a packet that takes a hop; through the tunnel with a second lookup.
    /// </summary>
    private DropReason FindExit(int index, in Packet packet, Instant now, out Exit exit)
    {
        exit = default;
        ref HopEntry hop = ref Routes.Hops[index];
        if (hop.Interface == NextHop.Tunnel)
        {
            return FindTunnelExit(in hop, in packet, now, out exit);
        }

        return FindLinkExit(index, packet.Ip.Destination, out exit);
    }

    private DropReason FindLinkExit(int index, Ipv4Address destination, out Exit exit)
    {
        exit = default;
        ref HopEntry hop = ref Routes.Hops[index];
        if (Port(hop.Interface) is not { LinkUp: true } port)
        {
            return DropReason.LinkDown;
        }

        exit.Port = hop.Interface;
        exit.Neighbour = hop.Gateway.IsZero ? destination : hop.Gateway;
        exit.Mtu = hop.Mtu != 0 ? Math.Min(Math.Max(hop.Mtu, Ipv4Header.MinimumMtu), port.Mtu) : port.Mtu;
        exit.Hop = index;
        exit.Broadcast = hop.Kind == HopKind.Broadcast;
        return DropReason.None;
    }

    private void Leave(ref Packet packet, in Exit exit, Instant now)
    {
        if (packet.Ip.TotalLength > exit.Mtu)
        {
            Fragment(ref packet, in exit, now);
        }
        else
        {
            LeaveWhole(ref packet, in exit, now);
        }
    }

    private void LeaveWhole(ref Packet packet, in Exit exit, Instant now)
    {
        if (exit.Tunnel && !Encapsulate(ref packet, in exit, now))
        {
            return;
        }

        if (exit.Broadcast)
        {
            Output(ref packet, exit.Port, packet.Ip.Destination, MacAddress.Broadcast, now);
            return;
        }

        _neighbours.Send(ref packet, exit.Port, exit.Neighbour, ref Routes.Hops[exit.Hop].Neighbour, now);
    }

    private void Output(ref Packet packet, int port, Ipv4Address neighbour, MacAddress station, Instant now)
    {
        if (Port(port) is not { LinkUp: true } output)
        {
            Drop(ref packet, DropReason.LinkDown, now);
            return;
        }

        if (!EnsureHeadroom(ref packet, EthernetHeader.Size, now))
        {
            return;
        }

        Tracer?.OnStep(new CoreTraceStep
        {
            Kind = CoreTraceKind.Forwarded,
            At = now,
            Interface = port,
            Slot = packet.Frame.Slot,
            Neighbour = neighbour,
            NeighbourMac = station,
            Packet = _pool.Octets(packet.Frame),
        });
        packet.Frame.Offset -= EthernetHeader.Size;
        packet.Frame.Length += EthernetHeader.Size;
        new EthernetHeader(station, output.Mac, EtherType.Ipv4).Write(_pool.Octets(packet.Frame), 0);
        Counters.Forwarded += packet.Received ? 1 : 0;
        Enqueue(output, packet.Frame);
    }

    private void Enqueue(CorePort port, Frame frame)
    {
        port.Counters.Transmitted++;
        port.Counters.TransmittedOctets += frame.Length;
        _output.Add(new OutputFrame(port.Index, frame));
    }

    // Drivers leave 64 octets; a frame from elsewhere, or one encapsulated often, is moved down its slot.
    private bool EnsureHeadroom(ref Packet packet, int needed, Instant now)
    {
        if (packet.Frame.Offset >= needed)
        {
            return true;
        }

        if (needed + packet.Frame.Length > _pool.SlotSize)
        {
            Drop(ref packet, DropReason.NoFrame, now);
            return false;
        }

        Octets slot = _pool.Slot(in packet.Frame);
        slot.Slice(packet.Frame.Offset, packet.Frame.Length).CopyTo(slot.Slice(needed));
        packet.Frame.Offset = needed;
        return true;
    }

    private void NeighbourLost(ref Packet packet, DropReason reason, Instant now)
    {
        // RFC 1812 §5.2.7.1: Host Unreachable when a neighbour does not answer. For a packet in the tunnel the answer
        // goes to the sender of the inner one (RFC 2003 §4.1).
        if (reason == DropReason.NeighbourUnreachable)
        {
            Packet subject = packet;
            bool valid = true;
            if (packet.Encapsulated)
            {
                subject.Frame.Offset += Ipip.Overhead;
                subject.Frame.Length -= Ipip.Overhead;
                valid = Ipv4Header.TryParse(_pool.Octets(subject.Frame), out subject.Ip);
            }

            if (valid && !packet.Received)
            {
                TellOwner(in subject, now);
            }
            else if (valid)
            {
                SendError(ref subject, IcmpType.DestinationUnreachable, IcmpCode.HostUnreachable, 0, now);
            }
        }

        Drop(ref packet, reason, now);
    }

    /// <summary>The hop for a packet: one member of a group by the hash of its flow.</summary>
    private int SelectHop(int group, in Packet packet) => Routes.Hops.IsShared(group)
        ? Routes.Hops.Select(group, FlowHash(in packet.Ip, _pool.Octets(packet.Frame), packet.Ip.HeaderLength))
        : Routes.Hops.First(group);

    // Addresses, protocol and ports; no ports for any piece of a fragmented datagram, or its pieces would part.
    private uint FlowHash(in Ipv4Header ip, OctetsIn octets, int payload)
    {
        uint ports = 0;
        if (!ip.IsFragment && ip.Protocol is IpProtocol.Tcp or IpProtocol.Udp && octets.Length >= payload + 4)
        {
            ports = BigEndian.ReadUInt32(octets, payload);
        }

        return FlowHash(_flowSeed, ip.Source.Value, ip.Destination.Value, ip.Protocol, ports);
    }

    internal static uint FlowHash(uint seed, uint source, uint destination, byte protocol, uint ports)
    {
        ulong hash = seed ^ ((ulong)source << 32 | destination);
        hash = (hash ^ (hash >> 32)) * 0x9e37_79b9_7f4a_7c15;
        hash ^= ((ulong)protocol << 32) | ports;
        hash = (hash ^ (hash >> 29)) * 0xbf58_476d_1ce4_e5b9;
        return (uint)(hash >> 32);
    }
}
