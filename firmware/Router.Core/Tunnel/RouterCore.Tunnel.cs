using System;
using Router.Wire;

namespace Router.Core;

/// <content>IP in IP as Linux's tunl0 does it on a Calico node (RFC 2003, RFC 6040).</content>
public sealed partial class RouterCore
{
    /// <summary>How many packets may leave before the error about an outer one counts as too late.</summary>
    private const int RecentOuterPackets = 4096;

    private DropReason FindTunnelExit(in HopEntry hop, in Packet packet, Instant now, out Exit exit)
    {
        exit = default;
        Ipv4Address remote = hop.Gateway.IsZero ? packet.Ip.Destination : hop.Gateway;

        // RFC 2003 §4.4 and §3: a packet from the tunnel's other end, or just come out of the tunnel from there, would
        // go in circles until its TTL is gone.
        if (packet.Received && (packet.TunnelSource == remote || packet.Ip.Source == remote))
        {
            return DropReason.IpipLoop;
        }

        int outer = SelectHop(Routes.Fib.Lookup(remote), in packet);
        return FindTunnelExit(in hop, remote, outer, now, out exit);
    }

    private DropReason FindTunnelExit(in HopEntry hop, Ipv4Address remote, int index, Instant now, out Exit exit)
    {
        exit = default;
        ref HopEntry outer = ref Routes.Hops[index];
        if (outer.Kind is HopKind.None or HopKind.Blackhole)
        {
            return DropReason.IpipNoRoute;
        }

        // The way to the remote leads into the tunnel again, or the remote is this board.
        if (outer.Kind != HopKind.Unicast || outer.Interface == NextHop.Tunnel)
        {
            return DropReason.IpipLoop;
        }

        if (Port(outer.Interface) is not { LinkUp: true } port)
        {
            return DropReason.LinkDown;
        }

        int path = outer.Mtu != 0 ? Math.Min(outer.Mtu, port.Mtu) : port.Mtu;
        path = _tunnelMtu.Limit(remote, path, now) - Ipip.Overhead;
        int mtu = hop.Mtu != 0 ? Math.Min(hop.Mtu, Tunnel.Mtu) : Tunnel.Mtu;
        exit.Port = outer.Interface;
        exit.Neighbour = outer.Gateway.IsZero ? remote : outer.Gateway;
        exit.Mtu = Math.Max(Math.Min(mtu, path), Ipv4Header.MinimumMtu);
        exit.Hop = index;
        exit.Tunnel = true;
        exit.OuterSource = Tunnel.NodeAddress.IsZero ? SourceFor(in outer, remote) : Tunnel.NodeAddress;
        exit.OuterDestination = remote;
        return DropReason.None;
    }

    private bool Encapsulate(ref Packet packet, in Exit exit, Instant now)
    {
        if (!EnsureHeadroom(ref packet, EncapsulationRoom, now))
        {
            return false;
        }

        packet.Frame.Offset -= Ipip.Overhead;
        packet.Frame.Length += Ipip.Overhead;
        packet.Ip = Ipip.Outer(packet.Ip, exit.OuterSource, exit.OuterDestination, ++_identification);
        packet.Ip.Write(_pool.Octets(packet.Frame), 0);
        packet.Encapsulated = true;
        Counters.Encapsulated++;
        Trace(CoreTraceKind.Encapsulated, in packet, now, exit.Mtu);
        return true;
    }

    /// <summary>Opens a proto 4 packet for this board and sends what is inside through all checks again.</summary>
    private void Decapsulate(ref Packet packet, Instant now)
    {
        DropReason refused = TunnelRefuses(in packet);
        if (refused != DropReason.None)
        {
            Drop(ref packet, refused, now);
            return;
        }

        packet.TunnelSource = packet.Ip.Source;
        packet.OuterTos = packet.Ip.Tos;
        packet.Interface = NextHop.Tunnel;
        packet.LinkGroup = false;
        packet.Frame.Offset += packet.Ip.HeaderLength;
        packet.Frame.Length = packet.Ip.PayloadLength;
        Counters.Decapsulated++;
        Trace(CoreTraceKind.Decapsulated, in packet, now);
        ReceiveIp(ref packet, now);
    }

    private DropReason TunnelRefuses(in Packet packet) => !Tunnel.Enabled ? DropReason.IpipDisabled
        : !packet.TunnelSource.IsZero ? DropReason.IpipNested
        : !Tunnel.Allows(packet.Ip.Source) ? DropReason.IpipSource
        : DropReason.None;

    private bool DecapsulateEcn(ref Packet packet, Instant now)
    {
        if (!Ecn.TryDecapsulate(packet.OuterTos, packet.Ip.Tos, out byte tos))
        {
            Drop(ref packet, DropReason.IpipEcn, now);
            return false;
        }

        if (tos != packet.Ip.Tos)
        {
            Ipv4Header.SetTos(_pool.Octets(packet.Frame), 0, tos);
            packet.Ip.Tos = tos;
        }

        return true;
    }

    /// <summary>
    /// RFC 2003 §4: an ICMP error about one of our outer packets. Too-big lowers the tunnel's MTU towards that remote;
    /// errors that the inner sender can use are passed on, if enough of the inner packet is quoted.
    /// </summary>
    private void TunnelError(in Packet packet, IcmpHeader icmp, Ipv4Header outer, int quote, Instant now)
    {
        // RFC 5927 §4: who cannot see the tunnel must guess a remote and a recent identification.
        ushort age = (ushort)(_identification - outer.Identification);
        if (!Tunnel.Allows(outer.Destination) || (age >= RecentOuterPackets
            && SentElsewhere?.Invoke(outer.Identification, RecentOuterPackets) != true))
        {
            return;
        }

        byte code;
        uint rest = 0;
        switch (icmp.Type)
        {
            case IcmpType.DestinationUnreachable when icmp.Code == IcmpCode.FragmentationNeeded:
                int mtu = ErrorMtu(icmp, outer);
                Unsettle();
                if (_tunnelMtu.Lower(outer.Destination, mtu, now))
                {
                    ReportMtu(CoreEventKind.TunnelPathMtu, NextHop.Tunnel, outer.Destination, mtu, now);
                }

                code = IcmpCode.FragmentationNeeded;
                rest = (uint)(mtu - Ipip.Overhead);
                break;
            case IcmpType.DestinationUnreachable
                when icmp.Code is not (IcmpCode.PortUnreachable or IcmpCode.SourceRouteFailed):
            case IcmpType.TimeExceeded:
                // RFC 2003 §4.1, §4.4: whatever fails inside the tunnel, the inner sender sees its host out of reach.
                code = IcmpCode.HostUnreachable;
                break;
            default:
                return;
        }

        Packet inner = default;
        inner.Frame = packet.Frame;
        inner.Interface = NextHop.Tunnel;
        int start = quote + outer.HeaderLength;
        inner.Frame.Offset += start;
        inner.Frame.Length -= start;

        // RFC 792 promises eight octets behind the quoted header: that is not the whole inner header. Newer routers
        // quote more.
        if (inner.Frame.Length > 0
            && Ipv4Header.TryParseQuoted(_pool.Octets(inner.Frame), 0, inner.Frame.Length, out inner.Ip)
            && inner.Frame.Length >= inner.Ip.HeaderLength + 8
            && (code != IcmpCode.FragmentationNeeded || inner.Ip.DontFragment)
            && LeadsToRemote(inner.Ip.Destination, outer.Destination))
        {
            inner.Received = true;
            SendError(ref inner, IcmpType.DestinationUnreachable, code, rest, now);
        }
    }

    // What the error quotes must be a packet that we would have put into the tunnel to that remote.
    private bool LeadsToRemote(Ipv4Address destination, Ipv4Address remote)
    {
        Routes.Hops.Members(Routes.Fib.Lookup(destination), out int first, out int count);
        for (int i = first; i < first + count; i++)
        {
            ref HopEntry hop = ref Routes.Hops[i];
            if (hop.Kind == HopKind.Unicast && hop.Interface == NextHop.Tunnel
                && (hop.Gateway.IsZero ? destination : hop.Gateway) == remote)
            {
                return true;
            }
        }

        return false;
    }
}
