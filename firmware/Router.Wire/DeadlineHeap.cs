using System;

namespace Router.Wire;

/// <summary>
/// The next deadline of each numbered thing (connection, peer, session), earliest first, ties by number, so that
/// order never varies: one binary heap that knows its positions.
/// </summary>
public sealed class DeadlineHeap
{
    private int[] _slots = new int[16];
    private int[] _positions = Fresh(16);
    private Instant[] _deadlines = new Instant[16];
    private int _count;

    /// <summary>No slot has a deadline.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The slot of <see cref="First"/>; only while not <see cref="IsEmpty"/>.</summary>
    public int FirstSlot => _slots[0];

    /// <summary>The earliest deadline, or <see cref="Instant.Never"/>.</summary>
    public Instant First => _count == 0 ? Instant.Never : _deadlines[_slots[0]];

    /// <summary>Sets, moves or (with <see cref="Instant.Never"/>) removes the deadline of a slot.</summary>
    public void Set(int slot, Instant deadline)
    {
        while (slot >= _positions.Length)
        {
            int size = _positions.Length * 2;
            int[] positions = Fresh(size);
            _positions.CopyTo(positions, 0);
            _positions = positions;
            Array.Resize(ref _slots, size);
            Array.Resize(ref _deadlines, size);
        }

        int position = _positions[slot];
        if (deadline == Instant.Never)
        {
            if (position >= 0)
            {
                Remove(position);
            }

            return;
        }

        if (position < 0)
        {
            position = _count++;
            Place(position, slot);
        }
        else if (_deadlines[slot] == deadline)
        {
            return;
        }

        _deadlines[slot] = deadline;
        Down(Up(position));
    }

    private static int[] Fresh(int size)
    {
        int[] positions = new int[size];
        positions.AsSpan().Fill(-1);
        return positions;
    }

    private void Remove(int position)
    {
        _positions[_slots[position]] = -1;
        _count--;
        if (position < _count)
        {
            Place(position, _slots[_count]);
            Down(Up(position));
        }
    }

    private int Up(int position)
    {
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (!Before(position, parent))
            {
                break;
            }

            Swap(position, parent);
            position = parent;
        }

        return position;
    }

    private void Down(int position)
    {
        while (true)
        {
            int child = (position * 2) + 1;
            if (child >= _count)
            {
                return;
            }

            child = child + 1 < _count && Before(child + 1, child) ? child + 1 : child;
            if (!Before(child, position))
            {
                return;
            }

            Swap(position, child);
            position = child;
        }
    }

    private bool Before(int left, int right)
    {
        int a = _slots[left];
        int b = _slots[right];
        return _deadlines[a] != _deadlines[b] ? _deadlines[a] < _deadlines[b] : a < b;
    }

    private void Swap(int left, int right)
    {
        int slot = _slots[left];
        Place(left, _slots[right]);
        Place(right, slot);
    }

    private void Place(int position, int slot)
    {
        _slots[position] = slot;
        _positions[slot] = position;
    }
}
