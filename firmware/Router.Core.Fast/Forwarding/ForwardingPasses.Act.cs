using Router.Wire;

namespace Router.Core.Fast;

/// <content>Last pass: rewrite and put out, in order; the slow side gets its frames in their turn.</content>
internal sealed unsafe partial class ForwardingPasses
{
    /// <summary>
    /// Returns how many frames are done. Fewer than all when the slow side changed something that those after were
    /// classified by: nothing of them has been touched yet.
    /// </summary>
    private int Act(Frame* frames, int count, ref Arrival arrival)
    {
        ushort identification = Identification;
        long use = Use;
        long* uses = Uses;
        Rewrite* rewrites = _table.Rewrites;
        byte* memory = _pool.SlotAddress(0);
        uint slotSize = (uint)_pool.SlotSize;
        OutputQueues output = Output;
        (long fast, long octets, long encapsulated, long decapsulated) = (0, 0, 0, 0);
        int i = 0;
        for (; i < count; i++)
        {
            Parcel* parcel = _parcels + i;
            Rewrite* rewrite = parcel->Rewrite;
            if (rewrite == null)
            {
                (Identification, Use) = (identification, use);
                bool changed = _slow.Give(arrival.Port, in frames[i], arrival.Now);
                (identification, use) = (Identification, Use);
                if (changed)
                {
                    i++;
                    break;
                }

                continue;
            }

            fast++;
            octets += frames[i].Length;
            byte* ip = parcel->Ip;
            int total = parcel->Total;
            if (parcel->TunnelSource != 0)
            {
                decapsulated++;
                if (parcel->Tos != ip[Ipv4Header.TosOffset])
                {
                    HeaderWords.SetTos(ip, parcel->Tos);
                }
            }

            HeaderWords.DecrementTtl(ip);
            if (rewrite->Remote != 0)
            {
                encapsulated++;
                ip = HeaderWords.Encapsulate(ip, total, rewrite, ++identification);
                total += Ipip.Overhead;
            }

            byte* ethernet = ip - EthernetHeader.Size;
            *(ulong*)ethernet = rewrite->Head;
            *(ulong*)(ethernet + EthernetHeader.Size - sizeof(ulong)) = rewrite->Tail;
            uses[rewrite - rewrites] = ++use;
            uint slot = (uint)frames[i].Slot;
            output.Add(
                rewrite->Port,
                (int)slot,
                (int)(ethernet - (memory + ((nuint)slot * slotSize))),
                total + EthernetHeader.Size);
        }

        arrival.Fast += fast;
        arrival.Octets += octets;
        arrival.Encapsulated += encapsulated;
        arrival.Decapsulated += decapsulated;
        (Identification, Use) = (identification, use);
        return i;
    }
}
