using System;

namespace Router.Hal;

/// <summary>One direction of an in-process wire: a ring of frame copies, allocated once.</summary>
internal sealed class WireQueue
{
    private readonly byte[] _octets;
    private readonly int[] _lengths;
    private readonly int _slotSize;
    private int _head;
    private int _count;

    internal WireQueue(int depth, int mtu)
    {
        _slotSize = mtu + FrameSize.EthernetHeader + FrameSize.VlanTag;
        _octets = new byte[checked(depth * _slotSize)];
        _lengths = new int[depth];
    }

    internal bool IsEmpty => _count == 0;

    internal bool TryEnqueue(OctetsIn frame)
    {
        if (_count == _lengths.Length)
        {
            return false;
        }

        int tail = (_head + _count) % _lengths.Length;
        frame.CopyTo(_octets.AsSpan(tail * _slotSize, _slotSize));
        _lengths[tail] = frame.Length;
        _count++;
        return true;
    }

    /// <summary>The oldest frame; the queue must not be empty.</summary>
    internal OctetsIn Peek() => _octets.AsSpan(_head * _slotSize, _lengths[_head]);

    internal void Drop()
    {
        _head = (_head + 1) % _lengths.Length;
        _count--;
    }
}
