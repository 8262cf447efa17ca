using Router.Wire;

namespace Router.Core;

/// <content>Where packets end, and what the tracer hears.</content>
public sealed partial class RouterCore
{
    private void Drop(ref Packet packet, DropReason reason, Instant now)
    {
        Counters.CountDrop(reason, packet.Received);
        if (packet.Received && Port(packet.Port) is { } port)
        {
            port.Counters.Dropped++;
        }

        Tracer?.OnStep(new CoreTraceStep
        {
            Kind = CoreTraceKind.Dropped,
            At = now,
            Interface = packet.Interface,
            Slot = packet.Frame.Slot,
            Reason = reason,
            Packet = _pool.Octets(packet.Frame),
        });
        _pool.Return(in packet.Frame);
    }

    private void DropChain(int chain, DropReason reason, Instant now)
    {
        while (_reassembly.TryTake(ref chain, out Packet packet))
        {
            Drop(ref packet, reason, now);
        }
    }

    // The board consumed the packet.
    private void Consume(ref Packet packet)
    {
        Counters.Delivered += packet.Received ? 1 : 0;
        _pool.Return(in packet.Frame);
    }

    private void Trace(CoreTraceKind kind, in Packet packet, Instant now, int mtu = 0) =>
        Tracer?.OnStep(new CoreTraceStep
        {
            Kind = kind,
            At = now,
            Interface = packet.Interface,
            Slot = packet.Frame.Slot,
            Mtu = mtu,
            Packet = _pool.Octets(packet.Frame),
        });

    private void TraceLookup(in Packet packet, in HopEntry hop, Instant now)
    {
        if (Tracer is { } tracer)
        {
            RouteLookup lookup = Routes.Lookup(packet.Ip.Destination);
            bool leaves = hop.Kind is HopKind.Unicast or HopKind.Broadcast;
            tracer.OnStep(new CoreTraceStep
            {
                Kind = CoreTraceKind.Lookup,
                At = now,
                Interface = leaves ? hop.Interface : LocalPacket.Loopback,
                Slot = packet.Frame.Slot,
                Route = lookup.Route,
                NextHop = ChosenHop(in lookup, in hop),
                Neighbour = hop.Gateway.IsZero ? packet.Ip.Destination : hop.Gateway,
                Mtu = hop.Mtu,
                Packet = _pool.Octets(packet.Frame),
            });
        }
    }

    // Among several next hops the one that became this entry: by gateway, or the only one.
    private static NextHop ChosenHop(in RouteLookup lookup, in HopEntry hop)
    {
        for (int i = 0; i < lookup.Route?.NextHops.Count; i++)
        {
            NextHop candidate = lookup.Route.NextHops[i];
            if (candidate.Interface == hop.Interface && candidate.Gateway == hop.Gateway)
            {
                return candidate;
            }
        }

        return lookup.NextHop;
    }
}
