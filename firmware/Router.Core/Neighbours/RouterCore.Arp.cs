using Router.Wire;

namespace Router.Core;

/// <content>ARP (RFC 826), and proxy ARP towards workloads (RFC 1027 as Linux's proxy_arp does it).</content>
public sealed partial class RouterCore
{
    private void ReceiveArp(ref Packet packet, CorePort input, Instant now)
    {
        OctetsIn octets = _pool.Octets(packet.Frame);
        if (!ArpPacket.TryParse(octets, out ArpPacket arp) || !IsPlausible(in arp))
        {
            Drop(ref packet, DropReason.ArpMalformed, now);
            return;
        }

        bool directed = !packet.LinkGroup;
        Consume(ref packet);
        TraceArp(input, arp.SenderProtocol, arp.SenderHardware, now);
        if (arp.SenderHardware != input.Mac && HasAddress(input, arp.SenderProtocol))
        {
            // RFC 5227 §2.4: another station claims our address. Whoever operates the network decides, not we.
            Report(new CoreEvent
            {
                Kind = CoreEventKind.DuplicateAddress,
                Port = input.Index,
                Address = arp.SenderProtocol,
                Mac = arp.SenderHardware,
                At = now,
            });
            return;
        }

        bool answer = arp.Operation == ArpOperation.Request
            && (IsLocal(arp.TargetProtocol) || ProxiesFor(input, in arp));
        if (!arp.IsProbe)
        {
            // RFC 826: asked for us, the asker is worth remembering; but only where we would look for it.
            bool create = answer
                && Routes.Hops.LeavesBy(Routes.Fib.Lookup(arp.SenderProtocol), input.Index);
            bool solicited = arp.Operation == ArpOperation.Reply && directed && !arp.IsGratuitous;
            _neighbours.Learn(
                input.Index, arp.SenderProtocol, arp.SenderHardware, create, solicited, arp.IsGratuitous, now);
        }

        if (answer)
        {
            // The answer to a probe goes out too: it is how the prober learns that the address is taken (RFC 5227
            // §2.1.1).
            var reply = new ArpPacket(
                ArpOperation.Reply, input.Mac, arp.TargetProtocol, arp.SenderHardware, arp.SenderProtocol);
            SendArp(input, arp.SenderHardware, in reply, now);
        }
    }

    private static bool IsPlausible(in ArpPacket arp)
    {
        uint first = arp.SenderProtocol.Value >> 24;
        return !arp.SenderHardware.IsZero && !arp.SenderHardware.IsMulticast
            && (arp.SenderProtocol.IsZero || first is not (0 or 127 or >= 224));
    }

    private static bool HasAddress(CorePort port, Ipv4Address address)
    {
        foreach (InterfaceAddress own in port.AddressList)
        {
            if (own.Address == address)
            {
                return true;
            }
        }

        return false;
    }

    // 169.254.1.1 is the gateway every workload was given. Anything else only if it is routed, and by another
    // interface: on the workload's own link its owner answers, or nobody, which is how duplicate address detection
    // succeeds.
    private bool ProxiesFor(CorePort port, in ArpPacket arp)
    {
        if (!port.Workload || arp.IsProbe || arp.IsGratuitous)
        {
            return false;
        }

        int group = Routes.Fib.Lookup(arp.TargetProtocol);
        return arp.TargetProtocol == Ipv4Address.CalicoGateway
            || (Routes.Hops.KindOf(group) == HopKind.Unicast && !Routes.Hops.LeavesBy(group, port.Index));
    }

    private void SendArpRequest(int index, Ipv4Address target, MacAddress station, Instant now)
    {
        if (Port(index) is { LinkUp: true } port)
        {
            var request = new ArpPacket(
                ArpOperation.Request, port.Mac, PortAddress(port, target), default, target);
            SendArp(port, station.IsZero ? MacAddress.Broadcast : station, in request, now);
        }
    }

    private void SendArp(CorePort port, MacAddress station, in ArpPacket arp, Instant now)
    {
        if (!_pool.TryRent(out Frame frame))
        {
            Counters.CountDrop(DropReason.NoFrame, received: false);
            return;
        }

        frame.Length = EthernetHeader.Size + ArpPacket.Size;
        Octets octets = _pool.Octets(frame);
        new EthernetHeader(station, port.Mac, EtherType.Arp).Write(octets, 0);
        arp.Write(octets, EthernetHeader.Size);
        Counters.Originated++;
        TraceArp(port, arp.TargetProtocol, station, now);
        Enqueue(port, frame);
    }

    private void TraceArp(CorePort port, Ipv4Address neighbour, MacAddress station, Instant now) =>
        Tracer?.OnStep(new CoreTraceStep
        {
            Kind = CoreTraceKind.Arp,
            At = now,
            Interface = port.Index,
            Slot = -1,
            Neighbour = neighbour,
            NeighbourMac = station,
        });
}
