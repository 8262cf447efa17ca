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

            arrival.Fast++;
            arrival.Octets += frames[i].Length;
            byte* ip = parcel->Ip;
            int total = parcel->Total;
            if (parcel->TunnelSource != 0)
            {
                arrival.Decapsulated++;
                if (parcel->Tos != ip[Ipv4Header.TosOffset])
                {
                    HeaderWords.SetTos(ip, parcel->Tos);
                }
            }

            HeaderWords.DecrementTtl(ip);
            if (rewrite->Remote != 0)
            {
                arrival.Encapsulated++;
                ip = HeaderWords.Encapsulate(ip, total, rewrite, ++identification);
                total += Ipip.Overhead;
            }

            byte* ethernet = ip - EthernetHeader.Size;
            *(ulong*)ethernet = rewrite->Head;
            *(ulong*)(ethernet + EthernetHeader.Size - sizeof(ulong)) = rewrite->Tail;
            Uses[rewrite - _table.Rewrites] = ++use;
            int slot = frames[i].Slot;
            Output.Add(
                rewrite->Port, slot, (int)(ethernet - _pool.SlotAddress(slot)), total + EthernetHeader.Size);
        }

        (Identification, Use) = (identification, use);
        return i;
    }
}
