using System.Runtime.CompilerServices;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>
/// Second pass: choose a rewrite, apply it and put out, in order; the slow side gets its frames in their turn.
/// </content>
internal sealed unsafe partial class ForwardingPasses
{
    private const int RewritePerUse = NativeArray.CacheLine / sizeof(long);

    /// <summary>
    /// Returns how many frames are done. Fewer than all when the slow side changed something that those after were
    /// looked up by: nothing of them has been touched yet.
    /// </summary>
    private int Act(Frame* frames, int count, ref Arrival arrival)
    {
        for (int done = 0; done < count;)
        {
            int fast = ActFast(frames, done, count, ref arrival);
            arrival.Fast += fast - done;
            done = fast;
            if (done < count && _slow.Give(arrival.Port, in frames[done++], arrival.Now))
            {
                return done;
            }
        }

        return count;
    }

    // Frames from one on, up to the first that takes the slow way, whose number is returned.
    private int ActFast(Frame* frames, int first, int count, ref Arrival arrival)
    {
        Parcel* parcels = _parcels;
        ulong* pairs = (ulong*)_addresses;
        ulong* groups = (ulong*)_groups;
        Way* ways = _table.Groups;
        uint capacity = (uint)_table.GroupCapacity;
        Rewrite* rewrites = _table.Rewrites;
        byte* uses = (byte*)Uses;
        OutputQueues output = Output;
        long now = arrival.Now.Nanoseconds;
        long use = Use + 1 - first;
        uint fits = (uint)WayFlags.Foreign << Way.FlagsShift;
        fits |= arrival.Rpf == RpfMode.Loose ? (uint)WayFlags.Routed << Way.FlagsShift : 0;
        int strict = arrival.Rpf == RpfMode.Strict ? -1 : 0;
        nint end = count;
        nint i = first;
        for (; i < end; i++)
        {
            Parcel* parcel = parcels + i;
            if (parcel->Total == 0)
            {
                break;
            }

            // Number 0 is over: whatever is not found at a glance comes to it and is chosen with more care.
            Rewrite* rewrite = rewrites;
            ulong pair = groups[i];
            if ((uint)pair < capacity && pair >> 32 < capacity)
            {
                Way* back = ways + (uint)pair;
                Way* way = ways + (pair >> 32);
                if ((Volatile.Read(ref back->State) & fits) == fits
                    && (parcel->TunnelSource == 0
                        ? ((back->Interface ^ arrival.Port) & strict) == 0 : TunnelRpf == RpfMode.Off))
                {
                    WayKind kind = (WayKind)(byte)Volatile.Read(ref way->State);
                    if (kind == WayKind.Out)
                    {
                        rewrite += way->Target;
                    }
                    else if (kind == WayKind.ByDestination && rewrites[way->Last].Neighbour == pairs[i] >> 32)
                    {
                        rewrite += way->Last;
                    }
                }
            }

            if (rewrite->Until <= now)
            {
                rewrite = Choose((int)i, in arrival);
            }

            int at = parcel->At;
            int total = parcel->Total;
            uint remote = rewrite->Remote;

            // RFC 2003 §4.4: to where it came from, it would go in circles. Too little headroom is for the core, too.
            if (total > rewrite->Mtu || (remote != 0 && (remote == (uint)pairs[i] || remote == parcel->TunnelSource
                || at < EthernetHeader.Size + Ipip.Overhead)))
            {
                break;
            }

            byte* ip = parcel->Ip;
            if (parcel->TunnelSource != 0)
            {
                arrival.Decapsulated++;
                CarryCongestion(ip);
            }

            HeaderWords.DecrementTtl(ip);
            if (remote != 0)
            {
                arrival.Encapsulated++;
                ip = HeaderWords.Encapsulate(ip, total, rewrite, ++Identification);
                total += Ipip.Overhead;
                at -= Ipip.Overhead;
            }

            *(ulong*)(ip - EthernetHeader.Size) = rewrite->Head;
            *(ulong*)(ip - sizeof(ulong)) = rewrite->Tail;

            // Eight octets there for each line here: no division.
            *(long*)(uses + ((nuint)((byte*)rewrite - (byte*)rewrites) / RewritePerUse)) = use + i;
            arrival.Octets += frames[i].Length;
            output.Add(rewrite->Port, frames[i].Slot, at - EthernetHeader.Size, total + EthernetHeader.Size);
        }

        Use = use - 1 + i;
        return (int)i;
    }

    // What the outer header in front of this one says about congestion.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CarryCongestion(byte* ip)
    {
        byte outer = ip[Ipv4Header.TosOffset - Ipv4Header.Size];
        if ((outer & Ecn.Mask) != Ecn.NotEct)
        {
            byte before = ip[Ipv4Header.TosOffset];
            _ = Ecn.TryDecapsulate(outer, before, out byte tos);
            if (tos != before)
            {
                HeaderWords.SetTos(ip, tos);
            }
        }
    }
}
