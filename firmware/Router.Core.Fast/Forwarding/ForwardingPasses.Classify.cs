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
        int opened = 0;
        for (int i = 0; i < count; i++)
        {
            Parcel* parcel = _parcels + i;
            if (parcel->Total == 0
                || !SourceFits(_groups[2 * i], arrival.Port, arrival.Rpf, arrival.Now))
            {
                continue;
            }

            Way* way = WayOf(_groups[(2 * i) + 1], arrival.Now);
            if (way->Kind == WayKind.Local)
            {
                if (TryOpen(parcel, _addresses[2 * i]))
                {
                    _inner[opened++] = i;
                }

                continue;
            }

            Choose(parcel, way, _addresses[2 * i].Value, _addresses[(2 * i) + 1].Value, in frames[i], arrival.Now);
        }

        if (opened > 0)
        {
            ClassifyInner(frames, opened, in arrival);
        }
    }

    private void ClassifyInner(Frame* frames, int opened, in Arrival arrival)
    {
        for (int j = 0; j < opened; j++)
        {
            byte* ip = _parcels[_inner[j]].Ip;
            _addresses[2 * j] = new Ipv4Address(
                BinaryPrimitives.ReverseEndianness(*(uint*)(ip + Ipv4Header.SourceOffset)));
            _addresses[(2 * j) + 1] = new Ipv4Address(
                BinaryPrimitives.ReverseEndianness(*(uint*)(ip + Ipv4Header.DestinationOffset)));
        }

        Lookup(2 * opened);
        for (int j = 0; j < opened; j++)
        {
            int i = _inner[j];
            if (SourceFits(_groups[2 * j], NextHop.Tunnel, TunnelRpf, arrival.Now))
            {
                Way* way = WayOf(_groups[(2 * j) + 1], arrival.Now);
                Choose(_parcels + i, way, _addresses[2 * j].Value, _addresses[(2 * j) + 1].Value, in frames[i],
                    arrival.Now);
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

    private void Choose(Parcel* parcel, Way* way, uint source, uint destination, in Frame frame, Instant now)
    {
        if (way->Kind == WayKind.Choice)
        {
            way = Member(way, parcel, source, destination);
        }

        Rewrite* rewrite;
        if (way->Kind == WayKind.Out)
        {
            rewrite = _table.Rewrites + way->Target;
        }
        else if (way->Kind == WayKind.ByDestination)
        {
            rewrite = _table.Rewrites + _table.FindDestination(way->Target, destination);
        }
        else
        {
            return;
        }

        if (rewrite->Until <= now.Nanoseconds)
        {
            rewrite = Renew(way, rewrite, destination, now);
        }

        int needed = EthernetHeader.Size;
        if (rewrite->Remote != 0)
        {
            // RFC 2003 §4.4: to where it came from, it would go in circles.
            if (rewrite->Remote == source || rewrite->Remote == parcel->TunnelSource)
            {
                return;
            }

            needed += Ipip.Overhead;
            Fast.Prefetch.Line(parcel->Ip - needed);
        }

        // Number 0 has no MTU: nothing fits.
        if (parcel->Total <= rewrite->Mtu && parcel->Ip - _pool.SlotAddress(frame.Slot) >= needed)
        {
            parcel->Rewrite = rewrite;
        }
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
