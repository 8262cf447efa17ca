using System;

namespace Router.Wire;

/// <summary>
/// Which slots of a pool are free. The one returned last goes out first: it may still be in the cache. A field of the
/// pool, never copied, so that there is nothing between the pool and its arrays.
/// </summary>
internal struct FreeSlots
{
    private readonly int[] _free;
    private readonly bool[] _rented;

    /// <param name="capacity">Slots, all of them free; slot 0 goes out first.</param>
    public FreeSlots(int capacity)
    {
        _free = new int[capacity];
        _rented = new bool[capacity];
        for (int i = 0; i < capacity; i++)
        {
            _free[i] = capacity - 1 - i;
        }

        Count = capacity;
    }

    public int Count { get; private set; }

    /// <summary>False when all are out.</summary>
    public bool TryRent(out int slot)
    {
        if (Count == 0)
        {
            slot = 0;
            return false;
        }

        slot = _free[--Count];
        _rented[slot] = true;
        return true;
    }

    /// <summary>As many as there are and as fit; returns how many.</summary>
    public int Rent(Span<int> slots)
    {
        int count = Math.Min(slots.Length, Count);
        Count -= count;
        _free.AsSpan(Count, count).CopyTo(slots);
        foreach (int slot in slots.Slice(0, count))
        {
            _rented[slot] = true;
        }

        return count;
    }

    /// <exception cref="InvalidOperationException">The slot is not out.</exception>
    public void Return(int slot)
    {
        if (!_rented[slot])
        {
            throw new InvalidOperationException($"slot {slot} was returned twice");
        }

        _rented[slot] = false;
        _free[Count++] = slot;
    }
}
