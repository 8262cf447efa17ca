using Router.Wire;

namespace Router.Core;

/// <content>From a received frame to a routing decision (RFC 1812 §5.2).</content>
public sealed partial class RouterCore
{
    /// <summary>Takes a received frame; it is the core's from here on.</summary>
    public void Receive(int port, Frame frame, Instant now)
    {
        _now = now;
        Counters.Received++;
        Packet packet = default;
        packet.Frame = frame;
        packet.Interface = port;
        packet.Port = port;
        packet.Received = true;
        if (Port(port) is not { LinkUp: true } input)
        {
            Drop(ref packet, DropReason.LinkDown, now);
            return;
        }

        input.Counters.Received++;
        input.Counters.ReceivedOctets += frame.Length;
        if (!EthernetHeader.TryParse(_pool.Octets(frame), out EthernetHeader ethernet))
        {
            Drop(ref packet, DropReason.EthernetTruncated, now);
            return;
        }

        if (CheckEthernet(in ethernet, input) is not DropReason.None and var bad)
        {
            Drop(ref packet, bad, now);
            return;
        }

        packet.LinkGroup = ethernet.Destination.IsMulticast;
        packet.Frame.Offset += ethernet.EncodedLength;
        packet.Frame.Length -= ethernet.EncodedLength;
        switch (ethernet.EtherType)
        {
            case EtherType.Ipv4:
                ReceiveIp(ref packet, now);
                break;
            case EtherType.Arp:
                ReceiveArp(ref packet, input, now);
                break;
            default:
                Drop(ref packet, DropReason.UnknownEtherType, now);
                break;
        }
    }

    private static DropReason CheckEthernet(in EthernetHeader ethernet, CorePort input)
    {
        if (ethernet.Destination != input.Mac && !ethernet.Destination.IsMulticast)
        {
            return DropReason.NotForThisStation;
        }

        if (ethernet.Source.IsMulticast)
        {
            return DropReason.BadSourceMac;
        }

        // A priority tag says nothing about VLANs; a VLAN that no port stands for is not ours.
        return ethernet.Tagged && ethernet.Tag.Vlan != 0 ? DropReason.UnknownVlan : DropReason.None;
    }

    private void ReceiveIp(ref Packet packet, Instant now)
    {
        Octets octets = _pool.Octets(packet.Frame);
        Ipv4Status status = Ipv4Header.Parse(octets, 0, octets.Length, out packet.Ip);
        if (status != Ipv4Status.Ok)
        {
            Drop(ref packet, ReasonFor(status), now);
            return;
        }

        // RFC 1812 §4.2.2.5: verified before anything in the header is believed.
        if (!Ipv4Header.VerifyChecksum(octets, 0, packet.Ip.HeaderLength))
        {
            Drop(ref packet, DropReason.Ipv4BadChecksum, now);
            return;
        }

        // What follows the total length is padding of the link.
        packet.Frame.Length = packet.Ip.TotalLength;
        Trace(CoreTraceKind.Received, in packet, now);

        // Calico drops proto 4 from workloads, wherever it is headed: it could carry a forged inner source.
        if (packet.Ip.Protocol == IpProtocol.Ipip && Port(packet.Interface) is { Workload: true })
        {
            Drop(ref packet, DropReason.IpipFromWorkload, now);
            return;
        }

        DropReason bad = CheckAddresses(ref packet);
        if (bad != DropReason.None)
        {
            Drop(ref packet, bad, now);
            return;
        }

        // After the addresses: an error must not go to a source that is forged.
        if (packet.Ip.HasOptions && !CheckOptions(ref packet, octets, now))
        {
            return;
        }

        if (packet.Ip.Destination == Ipv4Address.LimitedBroadcast)
        {
            packet.Broadcast = true;
            DeliverLocal(ref packet, now);
            return;
        }

        if (packet.TunnelSource.IsZero || DecapsulateEcn(ref packet, now))
        {
            Decide(ref packet, now);
        }
    }

    private void Decide(ref Packet packet, Instant now)
    {
        int index = SelectHop(Routes.Fib.Lookup(packet.Ip.Destination), in packet);
        ref HopEntry hop = ref Routes.Hops[index];
        TraceLookup(in packet, in hop, now);
        switch (hop.Kind)
        {
            case HopKind.Local:
                DeliverLocal(ref packet, now);
                break;
            case HopKind.Unicast:
                Forward(ref packet, index, now);
                break;
            case HopKind.Broadcast when hop.Interface == packet.Interface:
                packet.Broadcast = true;
                DeliverLocal(ref packet, now);
                break;
            case HopKind.Broadcast:
                // RFC 2644 §1: never forwarded into the subnet.
                Drop(ref packet, DropReason.DirectedBroadcast, now);
                break;
            case HopKind.Blackhole:
                Drop(ref packet, DropReason.Blackhole, now);
                break;
            default:
                // RFC 1812 §5.2.7.1: no route at all is Network Unreachable. A host says nothing about others' packets.
                if (_options.Forwarding)
                {
                    SendError(ref packet, IcmpType.DestinationUnreachable, IcmpCode.NetUnreachable, 0, now);
                }

                Drop(ref packet, _options.Forwarding ? DropReason.NoRoute : DropReason.NotForwarding, now);
                break;
        }
    }

    private bool CheckOptions(ref Packet packet, OctetsIn octets, Instant now)
    {
        int pointer = Ipv4Options.Check(octets, 0, packet.Ip.HeaderLength, out bool sourceRoute);
        if (sourceRoute)
        {
            // RFC 7126 §4.3, §4.4: source routes serve attackers; they are dropped and nothing is answered.
            Drop(ref packet, DropReason.SourceRoute, now);
            return false;
        }

        if (pointer != 0)
        {
            // RFC 1812 §4.3.2.7: nor about a packet to a directed broadcast address, whichever subnet's.
            packet.Broadcast |= Routes.Hops.KindOf(Routes.Fib.Lookup(packet.Ip.Destination)) == HopKind.Broadcast;
            SendError(ref packet, IcmpType.ParameterProblem, IcmpCode.PointerIndicatesError, (uint)pointer << 24, now);
            Drop(ref packet, DropReason.Ipv4BadOption, now);
            return false;
        }

        return true;
    }

    // RFC 1812 §5.3.7 martians, §5.3.4 link-layer broadcasts, §5.3.8 source validation.
    private DropReason CheckAddresses(ref Packet packet)
    {
        Ipv4Address source = packet.Ip.Source;
        Ipv4Address destination = packet.Ip.Destination;
        bool limited = destination == Ipv4Address.LimitedBroadcast;
        uint first = source.Value >> 24;
        if (first is 127 or >= 224 || (first == 0 && !(source.IsZero && limited)))
        {
            return DropReason.MartianSource;
        }

        if (destination.IsMulticast)
        {
            return DropReason.Multicast;
        }

        uint target = destination.Value >> 24;
        if (target is 0 or 127 || (target >= 240 && !limited))
        {
            return DropReason.MartianDestination;
        }

        int back = Routes.Fib.Lookup(source);
        HopKind kind = Routes.Hops.KindOf(back);

        // Our own address as a source from outside is forged, or a loop; packets to ourselves do not pass here.
        if (kind is HopKind.Local or HopKind.Broadcast && packet.Interface != LocalPacket.Loopback)
        {
            return DropReason.MartianSource;
        }

        RpfMode rpf = packet.Interface == NextHop.Tunnel
            ? Tunnel.Rpf
            : Port(packet.Interface)?.Rpf ?? RpfMode.Off;
        if (!source.IsZero
            && ((rpf == RpfMode.Strict && !Routes.Hops.LeavesBy(back, packet.Interface))
            || (rpf == RpfMode.Loose && kind != HopKind.Unicast)))
        {
            return DropReason.ReversePath;
        }

        // RFC 1812 §5.3.4: link-layer broadcast with a unicast destination is somebody's mistake, never forwarded.
        if (packet.LinkGroup && !limited && Routes.Hops.KindOf(Routes.Fib.Lookup(destination)) != HopKind.Broadcast)
        {
            return DropReason.LinkBroadcast;
        }

        return DropReason.None;
    }

    private static DropReason ReasonFor(Ipv4Status status) => status switch
    {
        Ipv4Status.BadVersion => DropReason.Ipv4BadVersion,
        Ipv4Status.BadHeaderLength => DropReason.Ipv4BadHeaderLength,
        Ipv4Status.BadTotalLength => DropReason.Ipv4BadTotalLength,
        _ => DropReason.Ipv4Truncated,
    };
}
