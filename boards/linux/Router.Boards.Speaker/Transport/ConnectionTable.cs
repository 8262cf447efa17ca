using System;
using System.Collections.Generic;
using Router.Hal.Linux;

namespace Router.Boards.Speaker.Transport;

/// <summary>
/// Connections by number: the slot in the low half, its generation in the high one. Nothing is allocated for a
/// connection once the table has grown to the most there were.
/// </summary>
internal sealed class ConnectionTable
{
    private readonly Stack<int> _free = [];
    private ConnectionSlot[] _slots = new ConnectionSlot[16];
    private int _high;

    /// <summary>Slots in use.</summary>
    public int Count => _high - _free.Count;

    /// <summary>Slots that were ever used, for walks over all.</summary>
    public int High => _high;

    public ref ConnectionSlot this[int index] => ref _slots[index];

    public long Add(TcpSocket socket, SlotUse use, int peer)
    {
        if (!_free.TryPop(out int index))
        {
            if (_high == _slots.Length)
            {
                Array.Resize(ref _slots, _high * 2);
            }

            index = _high++;
        }

        ref ConnectionSlot slot = ref _slots[index];
        slot = new ConnectionSlot { Socket = socket, Generation = slot.Generation + 1, Use = use, Peer = peer };
        return NumberOf(index);
    }

    public long NumberOf(int index) => ((long)_slots[index].Generation << 32) | (uint)index;

    /// <summary>The slot of a connection that is still there, or -1.</summary>
    public int Find(long number)
    {
        int index = (int)number;
        return (uint)index < (uint)_high && _slots[index].Generation == (int)(number >> 32)
            && _slots[index].Use != SlotUse.Free ? index : -1;
    }

    public void Free(int index)
    {
        _slots[index].Use = SlotUse.Free;
        _free.Push(index);
    }
}
