using System;

namespace Router.Bgp;

/// <summary>
/// A queue of indices in a ring that grows; it never shrinks and never allocates once it is large enough.
/// </summary>
internal sealed class IndexQueue
{
    private int[] _ring = Array.Empty<int>();
    private int _head;

    public int Count { get; private set; }

    public int Capacity => _ring.Length;

    public void Enqueue(int index)
    {
        if (Count == _ring.Length)
        {
            int[] larger = new int[Math.Max(4, _ring.Length * 2)];
            for (int i = 0; i < Count; i++)
            {
                larger[i] = _ring[(_head + i) % _ring.Length];
            }

            _ring = larger;
            _head = 0;
        }

        _ring[(_head + Count) % _ring.Length] = index;
        Count++;
    }

    public int Dequeue()
    {
        int index = _ring[_head];
        _head = (_head + 1) % _ring.Length;
        Count--;
        return index;
    }

    public void Clear()
    {
        _head = 0;
        Count = 0;
    }
}
