using System;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>First pass: which frames are plain IPv4 for this station, and all lookups at once.</content>
internal sealed unsafe partial class ForwardingPasses
{
    private const ulong StationMask = 0x0000_ffff_ffff_ffff;

    // Octets 12 and 13, as they lie in memory.
    private const ushort Ipv4Type = 0x0008;

    private void Read(Frame* frames, int count, in Arrival arrival)
    {
        // In locals: through the fields each would be read again after every store.
        Parcel* parcel = _parcels;
        Ipv4Address* addresses = _addresses;
        byte* memory = _pool.SlotAddress(0);
        uint capacity = (uint)_pool.Capacity;
        uint slotSize = (uint)_pool.SlotSize;
        ulong station = arrival.Station;
        bool workload = arrival.Workload;
        for (int i = 0; i < count; i++, parcel++, addresses += 2)
        {
            int length = frames[i].Length;
            uint slot = (uint)frames[i].Slot;
            uint offset = (uint)frames[i].Offset;
            uint source = 0;
            uint destination = 0;
            parcel->Rewrite = null;
            parcel->TunnelSource = 0;
            parcel->Total = 0;

            // What a device wrote is where it says; but nothing below this would notice if it were not.
            if ((slot < capacity) & (length >= EthernetHeader.Size + Ipv4Header.Size)
                & ((ulong)offset + (uint)length <= slotSize))
            {
                byte* ethernet = memory + ((nuint)slot * slotSize) + offset;
                byte* ip = ethernet + EthernetHeader.Size;
                parcel->Ip = ip;
                if (IsForStation(ethernet, station)
                    & HeaderWords.IsPlain(
                        ip, length - EthernetHeader.Size, out int total, out source, out destination)
                    && !(workload && ip[Ipv4Header.ProtocolOffset] == IpProtocol.Ipip))
                {
                    parcel->Total = (ushort)total;
                    parcel->Tos = ip[Ipv4Header.TosOffset];
                }
            }

            addresses[0] = new Ipv4Address(source);
            addresses[1] = new Ipv4Address(destination);
        }

        Lookup(2 * count);
    }

    // Untagged, to this very station, from a single one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsForStation(byte* ethernet, ulong station) =>
        ((*(ulong*)ethernet & StationMask) == station) & ((ethernet[6] & 1) == 0)
        & (*(ushort*)(ethernet + 12) == Ipv4Type);

    private void Lookup(int count) => _fib.Lookup(
        new ReadOnlySpan<Ipv4Address>(_addresses, count), new Span<int>(_groups, count));
}
