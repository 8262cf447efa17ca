using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>From groups to a rewrite, for what cannot be told at a glance.</content>
internal sealed unsafe partial class ForwardingPasses
{
    /// <summary>
    /// The rewrite for a frame; number 0, into which nothing fits, for the slow way. A packet for the tunnel's own end
    /// from a remote that is new here is opened and looked up again.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Rewrite* Choose(int number, in Arrival arrival)
    {
        Parcel* parcel = _parcels + number;
        ulong* addresses = (ulong*)_addresses + number;
        int* groups = _groups + (2 * number);
        Instant now = arrival.Now;
        bool opened = parcel->TunnelSource != 0;
        if (!(opened
            ? SourceFits(groups[0], NextHop.Tunnel, TunnelRpf, now)
            : SourceFits(groups[0], arrival.Port, arrival.Rpf, now)))
        {
            return _table.Rewrites;
        }

        Way* way = WayOf(groups[1], now);
        if (way->Kind == WayKind.Local)
        {
            if (opened || parcel->Ip[Ipv4Header.ProtocolOffset] != IpProtocol.Ipip || !TunnelOpen
                || !MaySend((uint)*addresses) || !TryOpen(parcel, addresses))
            {
                return _table.Rewrites;
            }

            groups[0] = _fib.Lookup(new Ipv4Address((uint)*addresses));
            groups[1] = _fib.Lookup(new Ipv4Address((uint)(*addresses >> 32)));
            return Choose(number, in arrival);
        }

        uint destination = (uint)(*addresses >> 32);
        if (way->Kind == WayKind.Choice)
        {
            way = Member(way, parcel, (uint)*addresses, destination);
        }

        Rewrite* rewrite = _table.Rewrites;
        if (way->Kind == WayKind.Out)
        {
            rewrite += way->Target;
        }
        else if (way->Kind == WayKind.ByDestination)
        {
            rewrite += _table.FindDestination(way->Target, destination);
        }
        else
        {
            return rewrite;
        }

        return rewrite->Until > now.Nanoseconds ? rewrite : Renew(way, rewrite, destination, now);
    }

    private bool MaySend(uint remote) =>
        _table.TryFindRemote(remote, out _) || _slow.Allows(new Ipv4Address(remote));

    private Way* WayOf(int group, Instant now)
    {
        if ((uint)group < (uint)_table.GroupCapacity
            && Volatile.Read(ref _table.Groups[group].State) != (ushort)WayKind.Unknown)
        {
            return _table.Groups + group;
        }

        _slow.Learn(group, now);

        // Without room the group is unknown still, and its packets go the slow way this time.
        return _table.Groups + (group < _table.GroupCapacity ? group : 0);
    }

    // RFC 1812 §5.3.7 and §5.3.8, as the core has them in CheckAddresses.
    private bool SourceFits(int group, int arrived, RpfMode rpf, Instant now)
    {
        Way* way = WayOf(group, now);
        if ((way->Flags & WayFlags.Foreign) == 0)
        {
            return false;
        }

        if (rpf != RpfMode.Strict)
        {
            return rpf == RpfMode.Off || (way->Flags & WayFlags.Routed) != 0;
        }

        if ((way->Flags & WayFlags.Spread) == 0)
        {
            return way->Interface == arrived;
        }

        for (int i = 0; i < way->Count; i++)
        {
            if (_table.Members[way->Target + i].Interface == arrived)
            {
                return true;
            }
        }

        return false;
    }

    private Way* Member(Way* way, Parcel* parcel, uint source, uint destination)
    {
        byte* ip = parcel->Ip;
        byte protocol = ip[Ipv4Header.ProtocolOffset];
        uint ports = 0;
        if (protocol is IpProtocol.Tcp or IpProtocol.Udp && parcel->Total >= Ipv4Header.Size + 4
            && (*(ushort*)(ip + Ipv4Header.FragmentOffset) & HeaderWords.FragmentMask) == 0)
        {
            ports = BinaryPrimitives.ReverseEndianness(*(uint*)(ip + Ipv4Header.Size));
        }

        // A tunnel may be one of several ways, and its remote be reached by several: both go by the same hash.
        int bucket = HopShares.BucketOf(
            RouterCore.FlowHash(_flowSeed, source, destination, protocol, ports));
        do
        {
            way = _table.Members + way->Target + _table.ShareOf(way->Shares, bucket);
        }
        while (way->Kind == WayKind.Choice);
        return way;
    }

    // Its time is over, or it is number 0, which never had any.
    private Rewrite* Renew(Way* way, Rewrite* rewrite, uint destination, Instant now)
    {
        int number = (int)(rewrite - _table.Rewrites);
        number = number == 0
            ? _slow.LearnDestination(way->Target, destination, now)
            : _slow.Renew(way, number, destination, now);
        if (way->Kind == WayKind.ByDestination && number != 0 && _table.Rewrites[number].Remote == 0)
        {
            // Only on the thread that learns.
            Volatile.Write(ref way->Last, number);
        }

        return _table.Rewrites + number;
    }
}
