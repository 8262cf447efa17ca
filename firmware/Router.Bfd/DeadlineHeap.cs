using System;

namespace Router.Bfd;

/// <summary>
/// The next deadline of each session in a binary heap; equal deadlines go by session, so order never varies.
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
    }

    public void Set(int index, Instant deadline)
    {
        if (_deadline[index] != deadline)
        {
            _deadline[index] = deadline;
            SiftDown(SiftUp(_position[index]));
        }
    }

    private int SiftUp(int at)
    {
        while (at > 0 && IsBefore(_heap[at], _heap[(at - 1) / 2]))
        {
            Swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }

        return at;
    }

    private void SiftDown(int at)
    {
        while (true)
        {
            int least = at;
            for (int child = (2 * at) + 1; child <= (2 * at) + 2 && child < _count; child++)
            {
                least = IsBefore(_heap[child], _heap[least]) ? child : least;
            }

            if (least == at)
            {
                return;
            }

            Swap(at, least);
            at = least;
        }
    }

    private bool IsBefore(int left, int right) => _deadline[left] < _deadline[right]
        || (_deadline[left] == _deadline[right] && left < right);

    private void Swap(int left, int right)
    {
        (_heap[left], _heap[right]) = (_heap[right], _heap[left]);
        _position[_heap[left]] = left;
        _position[_heap[right]] = right;
    }
}
