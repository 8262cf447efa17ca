using System;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>First pass: which frames are plain IPv4 for this station, and all lookups at once.</content>
internal sealed unsafe partial class ForwardingPasses
{
    // Octets 6 to 13 with the group bit of the source and the type in them, and IPv4 from a single station.
    private const ulong SourceAndTypeMask = 0xffff_0000_0000_0001;
    private const ulong SingleIpv4 = 0x0008_0000_0000_0000;

    private void Read(Frame* frames, int count, in Arrival arrival)
    {
        // In locals: through the fields each would be read again after every store.
        Parcel* parcel = _parcels;
        ulong* addresses = (ulong*)_addresses;
        byte* memory = _pool.SlotAddress(0);
        uint capacity = (uint)_pool.Capacity;
        uint reach = _reach;
        int shift = _slotShift;
        ulong station = arrival.Station;
        uint end = TunnelOpen ? _table.TunnelEnd : 0;
        Frame* last = frames + count;
        for (; frames < last; frames++, parcel++, addresses++)
        {
            uint slot = (uint)frames->Slot;
            uint offset = (uint)frames->Offset;
            int length = frames->Length;
            parcel->Total = 0;

            // What a device wrote is where it says; but nothing below this would notice if it were not.
            if (slot >= capacity || length < EthernetHeader.Size + Ipv4Header.Size
                || (ulong)offset + (uint)length > reach)
            {
                continue;
            }

            byte* ethernet = memory + ((nuint)slot << shift) + offset;
            byte* ip = ethernet + EthernetHeader.Size;

            // Untagged, to this very station, from a single one.
            if (*(ulong*)ethernet << 16 != station || (*(ulong*)(ethernet + 6) & SourceAndTypeMask) != SingleIpv4
                || !HeaderWords.IsPlain(ip, length - EthernetHeader.Size, out int total, out ulong pair))
            {
                continue;
            }

            parcel->Ip = ip;
            parcel->TunnelSource = 0;
            parcel->Total = (ushort)total;
            parcel->At = (ushort)(offset + EthernetHeader.Size);
            *addresses = pair;
            if (ip[Ipv4Header.ProtocolOffset] == IpProtocol.Ipip)
            {
                ReadIpip(parcel, addresses, end, in arrival);
            }
        }

        _fib.Lookup(new ReadOnlySpan<Ipv4Address>(_addresses, 2 * count), new Span<int>(_groups, 2 * count));
    }

    /// <summary>
    /// Opens what comes from a node that is known to the board's own address: the table need not be asked about these
    /// two again. All else with something inside waits for what it says.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadIpip(Parcel* parcel, ulong* addresses, uint end, in Arrival arrival)
    {
        if (arrival.Workload)
        {
            // Calico takes none from there, wherever it is headed.
            parcel->Total = 0;
        }
        else if ((uint)(*addresses >> 32) == end && _table.TryFindRemote((uint)*addresses, out int group)
            && (arrival.Rpf == RpfMode.Off || SourceFits(group, arrival.Port, arrival.Rpf, arrival.Now)))
        {
            _ = TryOpen(parcel, addresses);
        }
    }

    /// <summary>
    /// A whole packet inside another, plain too, and its ECN bits can be told (RFC 6040 §4.2): the parcel and its
    /// addresses become those of the inner packet. Nothing is changed otherwise.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryOpen(Parcel* parcel, ulong* addresses)
    {
        byte* outer = parcel->Ip;
        byte* inner = outer + Ipv4Header.Size;
        if ((*(ushort*)(outer + Ipv4Header.FragmentOffset) & HeaderWords.FragmentMask) != 0
            || !HeaderWords.IsPlain(inner, parcel->Total - Ipv4Header.Size, out int total, out ulong pair)
            || ((outer[Ipv4Header.TosOffset] & Ecn.Mask) != Ecn.NotEct
                && !Ecn.TryDecapsulate(outer[Ipv4Header.TosOffset], inner[Ipv4Header.TosOffset], out _)))
        {
            return false;
        }

        parcel->Ip = inner;
        parcel->TunnelSource = (uint)*addresses;
        parcel->Total = (ushort)total;
        parcel->At += Ipv4Header.Size;
        *addresses = pair;
        return true;
    }
}
