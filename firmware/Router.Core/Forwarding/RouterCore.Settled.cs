using System;
using Router.Wire;

namespace Router.Core;

/// <content>
/// What a fast path beside the core is told: decisions the core would take, and when to forget them. The rules stay
/// here; a fast path that is not sure gives the frame to <see cref="Receive"/>.
/// </content>
public sealed partial class RouterCore
{
    private long _unsettled;

    /// <summary>
    /// Changes when anything that a <see cref="SettledExit"/> or the meaning of a hop index stands on does; the routes
    /// themselves count apart, see <see cref="RouteTable.Generation"/>.
    /// </summary>
    internal long Settlement => _unsettled + _neighbours.Version + Routes.Hops.Version;

    internal bool Forwards => _options.Forwarding;

    /// <summary>Indexes of ports are below this.</summary>
    internal int PortLimit => _ports.Count;

    internal uint FlowSeed => _flowSeed;

    /// <summary>The identification of the last packet that the board made or encapsulated.</summary>
    internal ushort Identification { get => _identification; set => _identification = value; }

    /// <summary>
    /// Says whether the identification is among those of the last so many outer headers that others wrote in this
    /// core's name.
    /// </summary>
    internal Func<ushort, int, bool>? SentElsewhere { get; set; }

    /// <summary>Where a unicast hop leads that does not go through the tunnel.</summary>
    internal bool TrySettle(int hop, Ipv4Address destination, Instant now, out SettledExit settled)
    {
        settled = default;
        return FindLinkExit(hop, destination, out Exit exit) == DropReason.None
            && TrySettle(in exit, now, out settled);
    }

    /// <summary>Where a hop through the tunnel leads with the outer packet taking another hop.</summary>
    internal bool TrySettle(int hop, Ipv4Address remote, int outer, Instant now, out SettledExit settled)
    {
        settled = default;
        if (FindTunnelExit(in Routes.Hops[hop], remote, outer, now, out Exit exit) != DropReason.None
            || !TrySettle(in exit, now, out settled))
        {
            return false;
        }

        settled.OuterSource = exit.OuterSource;
        settled.OuterDestination = exit.OuterDestination;
        settled.Until = Instant.Min(settled.Until, _tunnelMtu.Until(remote, now));
        return true;
    }

    /// <summary>Takes a frame that waits for <see cref="Poll"/>, in their order.</summary>
    internal bool TryTakeOutput(out int port, out Frame frame)
    {
        bool any = _output.TryTake(out OutputFrame output);
        (port, frame) = (output.Port, output.Frame);
        return any;
    }

    private bool TrySettle(in Exit exit, Instant now, out SettledExit settled)
    {
        settled = default;
        if (!_neighbours.TryPeek(
            exit.Port, exit.Neighbour, now, out settled.NeighbourSlot, out settled.Station, out settled.Until))
        {
            return false;
        }

        settled.Port = exit.Port;
        settled.Mtu = exit.Mtu;
        settled.Source = Port(exit.Port)!.Mac;
        settled.Neighbour = exit.Neighbour;
        return true;
    }

    private void Unsettle() => _unsettled++;
}
