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
        Ipv4Address* addresses = _addresses;
        for (int i = 0; i < count; i++)
        {
            Parcel* parcel = _parcels + i;
            parcel->Rewrite = null;
            parcel->TunnelSource = 0;
            parcel->Total = 0;
            uint source = 0;
            uint destination = 0;
            Frame frame = frames[i];
            if (IsWithinSlot(in frame))
            {
                byte* ethernet = _pool.Address(in frame);
                byte* ip = ethernet + EthernetHeader.Size;
                parcel->Ip = ip;
                if (IsForStation(ethernet, arrival.Station)
                    & HeaderWords.IsPlain(
                        ip, frame.Length - EthernetHeader.Size, out int total, out source, out destination)
                    && !(arrival.Workload && ip[Ipv4Header.ProtocolOffset] == IpProtocol.Ipip))
                {
                    parcel->Total = (ushort)total;
                    parcel->Tos = ip[Ipv4Header.TosOffset];
                }
            }

            addresses[2 * i] = new Ipv4Address(source);
            addresses[(2 * i) + 1] = new Ipv4Address(destination);
        }

        Lookup(2 * count);
    }

    // What a device wrote is where it says; but nothing below this would notice if it were not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWithinSlot(in Frame frame) => ((uint)frame.Slot < (uint)_pool.Capacity)
        & (frame.Length >= EthernetHeader.Size + Ipv4Header.Size)
        & ((ulong)(uint)frame.Offset + (uint)frame.Length <= (ulong)_pool.SlotSize);

    // Untagged, to this very station, from a single one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsForStation(byte* ethernet, ulong station) =>
        ((*(ulong*)ethernet & StationMask) == station) & ((ethernet[6] & 1) == 0)
        & (*(ushort*)(ethernet + 12) == Ipv4Type);

    private void Lookup(int count) => _fib.Lookup(
        new ReadOnlySpan<Ipv4Address>(_addresses, count), new Span<int>(_groups, count));
}
