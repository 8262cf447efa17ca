using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// The next deadline of each peer in a binary heap; equal deadlines go by peer index, so order never varies.
/// </summary>
internal sealed class DeadlineHeap
{
    private int[] _heap = new int[8];
    private int[] _position = new int[8];
    private Instant[] _deadline = new Instant[8];

    private int _count;

    public Instant First => _count == 0 ? Instant.Never : _deadline[_heap[0]];

    public int FirstIndex => _heap[0];

    /// <summary>Adds the next index, without a deadline.</summary>
    public void Add()
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
            Array.Resize(ref _position, _count * 2);
            Array.Resize(ref _deadline, _count * 2);
        }

        _heap[_count] = _count;
        _position[_count] = _count;
        _deadline[_count] = Instant.Never;
        _count++;
        SiftUp(_count - 1);
    }

    public void Set(int index, Instant deadline)
    {
        if (_deadline[index] == deadline)
        {
            return;
        }

        _deadline[index] = deadline;
        SiftUp(_position[index]);
        SiftDown(_position[index]);
    }

    private bool IsBefore(int left, int right)
    {
        int order = _deadline[left].CompareTo(_deadline[right]);
        return order < 0 || (order == 0 && left < right);
    }

    private void SiftUp(int position)
    {
        int index = _heap[position];
        while (position > 0 && IsBefore(index, _heap[(position - 1) / 2]))
        {
            Place(_heap[(position - 1) / 2], position);
            position = (position - 1) / 2;
        }

        Place(index, position);
    }

    private void SiftDown(int position)
    {
        int index = _heap[position];
        while (true)
        {
            int child = (position * 2) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], index))
            {
                break;
            }

            Place(_heap[child], position);
            position = child;
        }

        Place(index, position);
    }

    private void Place(int index, int position)
    {
        _heap[position] = index;
        _position[index] = position;
    }
}
