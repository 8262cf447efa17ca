using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>Second pass: from groups to rewrites; packets for the tunnel's own end are opened and looked up again.
/// </content>
internal sealed unsafe partial class ForwardingPasses
{
    private void Classify(Frame* frames, int count, in Arrival arrival)
    {
        Parcel* parcel = _parcels;
        Ipv4Address* addresses = _addresses;
        int* groups = _groups;
        Rewrite* rewrites = _table.Rewrites;
        int port = arrival.Port;
        RpfMode rpf = arrival.Rpf;
        Instant now = arrival.Now;
        int opened = 0;
        for (int i = 0; i < count; i++, parcel++, addresses += 2, groups += 2)
        {
            if (parcel->Total == 0 || !SourceFits(groups[0], port, rpf, now))
            {
                continue;
            }

            Way* way = WayOf(groups[1], now);
            if (way->Kind == WayKind.Local)
            {
                if (TryOpen(parcel, addresses[0]))
                {
                    _inner[opened++] = i;
                }

                continue;
            }

            int headroom = frames[i].Offset + EthernetHeader.Size;
            Choose(parcel, way, rewrites, addresses[0].Value, addresses[1].Value, headroom, now);
        }

        if (opened > 0)
        {
            ClassifyInner(frames, opened, in arrival);
        }
    }

    private void ClassifyInner(Frame* frames, int opened, in Arrival arrival)
    {
        Parcel* parcels = _parcels;
        Ipv4Address* addresses = _addresses;
        int* groups = _groups;
        int* inner = _inner;
        Rewrite* rewrites = _table.Rewrites;
        Instant now = arrival.Now;
        for (int j = 0; j < opened; j++)
        {
            byte* ip = parcels[inner[j]].Ip;
            addresses[2 * j] = new Ipv4Address(
                BinaryPrimitives.ReverseEndianness(*(uint*)(ip + Ipv4Header.SourceOffset)));
            addresses[(2 * j) + 1] = new Ipv4Address(
                BinaryPrimitives.ReverseEndianness(*(uint*)(ip + Ipv4Header.DestinationOffset)));
        }

        Lookup(2 * opened);
        for (int j = 0; j < opened; j++, addresses += 2, groups += 2)
        {
            int i = inner[j];
            if (SourceFits(groups[0], NextHop.Tunnel, TunnelRpf, now))
            {
                int headroom = frames[i].Offset + EthernetHeader.Size + Ipip.Overhead;
                Choose(parcels + i, WayOf(groups[1], now), rewrites, addresses[0].Value, addresses[1].Value, headroom,
                    now);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Way* WayOf(int group, Instant now)
    {
        if ((uint)group < (uint)_table.GroupCapacity && _table.Groups[group].Kind != WayKind.Unknown)
        {
            return _table.Groups + group;
        }

        return Learn(group, now);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Way* Learn(int group, Instant now)
    {
        _slow.Learn(group, now);

        // Without room the group is unknown still, and its packets go the slow way this time.
        return _table.Groups + (group < _table.GroupCapacity ? group : 0);
    }

    // RFC 1812 §5.3.7 and §5.3.8, as the core has them in CheckAddresses.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool SourceFits(int group, int arrived, RpfMode rpf, Instant now)
    {
        Way* way = WayOf(group, now);
        if (way->Kind == WayKind.Unknown || (way->Flags & WayFlags.Ours) != 0)
        {
            return false;
        }

        return rpf == RpfMode.Off || ReversePathFits(way, arrived, rpf);
    }

    private bool ReversePathFits(Way* way, int arrived, RpfMode rpf)
    {
        if (rpf == RpfMode.Loose)
        {
            return (way->Flags & WayFlags.Routed) != 0;
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

    // A whole IPIP packet for this board from a node that may send one; what is inside is plain too, and its ECN bits
    // can be told (RFC 6040 §4.2).
    private bool TryOpen(Parcel* parcel, Ipv4Address remote)
    {
        byte* outer = parcel->Ip;
        byte* inner = outer + Ipv4Header.Size;
        if (outer[Ipv4Header.ProtocolOffset] != IpProtocol.Ipip || !TunnelOpen
            || (*(ushort*)(outer + Ipv4Header.FragmentOffset) & HeaderWords.FragmentMask) != 0
            || !HeaderWords.IsPlain(inner, parcel->Total - Ipv4Header.Size, out int total, out _, out _)
            || !Ecn.TryDecapsulate(outer[Ipv4Header.TosOffset], inner[Ipv4Header.TosOffset], out parcel->Tos)
            || !(_table.Allows(remote.Value) || _slow.Allows(remote)))
        {
            return false;
        }

        parcel->Ip = inner;
        parcel->Total = (ushort)total;
        parcel->TunnelSource = remote.Value;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Choose(
        Parcel* parcel, Way* way, Rewrite* rewrites, uint source, uint destination, int headroom, Instant now)
    {
        if (way->Kind == WayKind.Choice)
        {
            way = Member(way, parcel, source, destination);
        }

        Rewrite* rewrite;
        if (way->Kind == WayKind.Out)
        {
            rewrite = rewrites + way->Target;
        }
        else if (way->Kind == WayKind.ByDestination)
        {
            rewrite = rewrites + _table.FindDestination(way->Target, destination);
        }
        else
        {
            return;
        }

        if (rewrite->Until <= now.Nanoseconds)
        {
            rewrite = Renew(way, rewrite, destination, now);
        }

        uint remote = rewrite->Remote;
        if (remote != 0)
        {
            // RFC 2003 §4.4: to where it came from, it would go in circles. Too little headroom is for the core, too.
            if (remote == source || remote == parcel->TunnelSource
                || headroom < EthernetHeader.Size + Ipip.Overhead)
            {
                return;
            }

            Fast.Prefetch.Line(parcel->Ip - EthernetHeader.Size - Ipip.Overhead);
        }

        // Number 0 has no MTU: nothing fits.
        if (parcel->Total <= rewrite->Mtu)
        {
            parcel->Rewrite = rewrite;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
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
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Rewrite* Renew(Way* way, Rewrite* rewrite, uint destination, Instant now)
    {
        int number = (int)(rewrite - _table.Rewrites);
        if (number == 0)
        {
            number = _slow.LearnDestination(way->Target, destination, now);
        }
        else
        {
            number = _slow.Renew(way, number, destination, now);
        }

        return _table.Rewrites + number;
    }
}
