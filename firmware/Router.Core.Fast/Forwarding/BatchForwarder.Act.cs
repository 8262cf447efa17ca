using Router.Wire;

namespace Router.Core.Fast;

/// <content>Last pass: rewrite and put out, in order; the core gets its frames in their turn.</content>
public sealed unsafe partial class BatchForwarder
{
    /// <summary>
    /// Returns how many frames are done. Fewer than all when the core changed something that those after were
    /// classified by: nothing of them has been touched yet.
    /// </summary>
    private int Act(Frame* frames, int count, ref Arrival arrival)
    {
        ushort identification = _core.Identification;
        long use = _core.Neighbours.Uses;
        int i = 0;
        for (; i < count; i++)
        {
            Parcel* parcel = _parcels + i;
            Rewrite* rewrite = parcel->Rewrite;
            if (rewrite == null)
            {
                (_core.Identification, _core.Neighbours.Uses) = (identification, use);
                GiveCore(arrival.Port, in frames[i], arrival.Now);
                (identification, use) = (_core.Identification, _core.Neighbours.Uses);
                if (_core.Settlement != _settlement || _core.Routes.Generation != _routes)
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
            _uses[rewrite - _ways.Table.Rewrites] = ++use;
            int slot = frames[i].Slot;
            _output.Add(
                rewrite->Port, slot, (int)(ethernet - _pool.SlotAddress(slot)), total + EthernetHeader.Size);
        }

        (_core.Identification, _core.Neighbours.Uses) = (identification, use);
        return i;
    }
}
