using System;
using System.Buffers.Binary;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Asks the core what its groups and hops come to, and writes the answers into a table. An answer that does not fit, or
/// that the core cannot give yet, is asked for again by the next packet.
/// </summary>
internal sealed unsafe partial class WayFinder
{
    /// <summary>No interface: the group leads nowhere, or to several.</summary>
    private const int NoInterface = int.MinValue;

    private readonly RouterCore _core;

    public WayFinder(RouterCore core, WayTable table)
    {
        _core = core;
        Table = table;
    }

    public WayTable Table { get; private set; }

    public void Reset()
    {
        _outer.Clear();
        Table.Reset(_core.Routes.Hops.Groups);
        FindTunnelEnd();
    }

    /// <summary>Learns what a group means; it stays unknown if there is no room.</summary>
    public void Learn(int group, Instant now)
    {
        if (!Table.Covers(group))
        {
            return;
        }

        Way way = default;
        way.Interface = NoInterface;
        way.Kind = WayKind.Slow;
        switch (_core.Routes.Hops.KindOf(group))
        {
            case HopKind.Unicast:
                way = Unicast(group, now);
                way.Flags |= WayFlags.Foreign;
                break;
            case HopKind.Local:
                way.Kind = WayKind.Local;
                break;
            case HopKind.Broadcast:
                break;
            default:
                way.Flags = WayFlags.Foreign;
                break;
        }

        if (way.Kind != WayKind.Unknown)
        {
            Table.SetGroup(group, in way);
        }
    }

    /// <summary>The rewrite for a destination on the link of a hop; 0 when the core must see the packet.</summary>
    public int LearnDestination(int hop, uint address, Instant now)
    {
        var destination = new Ipv4Address(address);
        int group = 0;
        Rewrite rewrite = default;
        rewrite.Hop = hop;
        rewrite.Outer = -1;
        rewrite.Neighbour = address;
        if (_core.Routes.Hops[hop].Interface == NextHop.Tunnel)
        {
            group = _core.Routes.Fib.Lookup(destination);
            if (_core.Routes.Hops.IsShared(group))
            {
                return 0;
            }

            rewrite.Outer = _core.Routes.Hops.First(group);
            rewrite.Remote = address;
        }

        if (!TryFill(ref rewrite, now) || !Table.TryAddRewrite(in rewrite, out int number))
        {
            return 0;
        }

        if (rewrite.Remote != 0)
        {
            _outer.Add((destination, group));
        }

        Table.SetDestination(hop, address, number);
        return number;
    }

    /// <summary>A rewrite in the place of one whose time is over; 0 when the core must see the packet.</summary>
    public int Renew(Way* way, int number, uint destination, Instant now)
    {
        Rewrite rewrite = Table.Rewrites[number];
        if (!TryFill(ref rewrite, now) || !Table.TryAddRewrite(in rewrite, out int renewed))
        {
            return 0;
        }

        if (way->Kind == WayKind.Out)
        {
            // A reader on another thread takes the old number or the new one, and either is whole.
            Volatile.Write(ref way->Target, renewed);
        }
        else
        {
            Table.SetDestination(way->Target, destination, renewed);
        }

        return renewed;
    }

    /// <summary>Goes over to an empty table and learns there what the one before knew, as it is now.</summary>
    public void MoveTo(WayTable next, Instant now)
    {
        WayTable before = Table;
        _outer.Clear();
        Table = next;
        for (int group = 0; group < before.GroupsUsed; group++)
        {
            if (before.Groups[group].Kind != WayKind.Unknown && group < _core.Routes.Hops.Groups)
            {
                Learn(group, now);
            }
        }

        for (int i = 0; i < before.DestinationCount; i++)
        {
            before.DestinationAt(i, out int hop, out uint address);
            if (hop < _core.Routes.Hops.Capacity && _core.Routes.Hops[hop] is { Kind: HopKind.Unicast } entry
                && entry.Gateway.IsZero)
            {
                LearnDestination(hop, address, now);
            }
        }

        for (int group = 0; group < next.GroupsUsed; group++)
        {
            MoveLast(before, group);
        }

        foreach (ulong remote in before.Remotes)
        {
            if (remote != 0 && _core.Tunnel.Allows(new Ipv4Address((uint)remote)))
            {
                Allow(new Ipv4Address((uint)remote));
            }
        }

        FindTunnelEnd();
    }

    private void MoveLast(WayTable before, int group)
    {
        Way* known = before.Groups + group;
        Way* way = Table.Groups + group;
        if (known->Kind == WayKind.ByDestination && way->Kind == WayKind.ByDestination && known->Last != 0)
        {
            int number = Table.FindDestination(way->Target, before.Rewrites[known->Last].Neighbour);
            way->Last = Table.Rewrites[number].Remote == 0 ? number : 0;
        }
    }

    private Way Unicast(int group, Instant now)
    {
        _core.Routes.Hops.Members(group, out int first, out int count);
        if (count == 1)
        {
            return Hop(first, now);
        }

        Way way = default;
        way.Flags = WayFlags.Routed | WayFlags.Spread;
        way.Interface = NoInterface;
        if (TryShare(ref way, group, count))
        {
            for (int i = 0; i < count; i++)
            {
                Table.Members[way.Target + i] = Hop(first + i, now);
            }
        }

        return way;
    }

    // One next hop. Unknown when there is no room for it.
    private Way Hop(int index, Instant now)
    {
        ref HopEntry hop = ref _core.Routes.Hops[index];
        Way way = default;
        way.Flags = WayFlags.Routed;
        way.Interface = hop.Interface;
        if (hop.Gateway.IsZero)
        {
            way.Kind = WayKind.ByDestination;
            way.Target = index;
        }
        else if (hop.Interface != NextHop.Tunnel)
        {
            Lead(ref way, index, -1, hop.Gateway, now);
        }
        else
        {
            LeadThroughTunnel(ref way, index, hop.Gateway, now);
        }

        return way;
    }

    // Room for the members of a group, and which of them each part of the flows takes.
    private bool TryShare(ref Way way, int group, int count)
    {
        if (!_core.Routes.Hops.TryGetShares(group, out ReadOnlySpan<ushort> shares) || count > byte.MaxValue)
        {
            way.Kind = WayKind.Slow;
            return false;
        }

        if (!Table.TryAddMembers(count, out way.Target) || !Table.TryAddShares(shares, out way.Shares))
        {
            return false;
        }

        way.Kind = WayKind.Choice;
        way.Count = (ushort)count;
        return true;
    }

    // A rewrite that cannot be filled yet has its place all the same: time is over for it from the start.
    private void Lead(ref Way way, int hop, int outer, Ipv4Address next, Instant now)
    {
        Rewrite rewrite = default;
        rewrite.Hop = hop;
        rewrite.Outer = outer;
        rewrite.Remote = outer < 0 ? 0 : next.Value;
        rewrite.Neighbour = next.Value;
        if (!TryFill(ref rewrite, now))
        {
            rewrite.Until = long.MinValue;
        }

        if (Table.TryAddRewrite(in rewrite, out int number))
        {
            way.Kind = WayKind.Out;
            way.Target = number;
        }
    }

    private bool TryFill(ref Rewrite rewrite, Instant now)
    {
        SettledExit exit;
        if (rewrite.Remote == 0)
        {
            if (!_core.TrySettle(rewrite.Hop, new Ipv4Address(rewrite.Neighbour), now, out exit))
            {
                return false;
            }
        }
        else if (!_core.TrySettle(rewrite.Hop, new Ipv4Address(rewrite.Remote), rewrite.Outer, now, out exit))
        {
            return false;
        }

        if (exit.Port >= BoardFacts.MostPorts)
        {
            // Workers have no counters for such a port.
            return false;
        }

        byte* header = stackalloc byte[sizeof(ulong) * 2];
        new EthernetHeader(exit.Station, exit.Source, EtherType.Ipv4).Write(new Octets(header, EthernetHeader.Size), 0);
        rewrite.Head = *(ulong*)header;
        rewrite.Tail = *(ulong*)(header + EthernetHeader.Size - sizeof(ulong));
        rewrite.Port = exit.Port;
        rewrite.Mtu = exit.Mtu;
        rewrite.NeighbourSlot = exit.NeighbourSlot;
        rewrite.Neighbour = exit.Neighbour.Value;
        rewrite.Until = exit.Until.Nanoseconds;
        if (rewrite.Remote != 0)
        {
            uint source = BinaryPrimitives.ReverseEndianness(exit.OuterSource.Value);
            uint destination = BinaryPrimitives.ReverseEndianness(exit.OuterDestination.Value);
            rewrite.OuterAddresses = source | ((ulong)destination << 32);
            rewrite.OuterSum = HeaderWords.Sum(source) + HeaderWords.Sum(destination)
                + HeaderWords.VersionAndLength + HeaderWords.IpipProtocol;
        }

        return true;
    }
}
