using System;

namespace Router.Bgp;

/// <summary>
/// The chains of a hash table over slots. It grows by a few chains at a time (linear hashing: Litwin, 1980), so a table
/// of a million entries never stops to be hashed anew and never has its heads twice.
/// </summary>
internal sealed class HashChains<T>
    where T : struct, ISlot
{
    public const int None = -1;

    private const int Smallest = 16;

    // Chains are split in rows: the processor then waits for many entries at once instead of one after the other.
    private const int Row = 16;

    private readonly Slots<T> _entries;
    private readonly Func<int, uint> _hashOf;

    // Each head is an index and one, so that a fresh page is a page of empty chains.
    private readonly Pages<int> _heads = new(shift: 15);

    // Chains from the last doubling, a power of two, and how many of them have been split since.
    private int _size = Smallest;
    private int _split;
    private int _touched;

    /// <param name="entries">Whose <see cref="ISlot.Next"/> links them.</param>
    /// <param name="hashOf">The hash of an entry by its index, the one that it was linked with.</param>
    public HashChains(Slots<T> entries, Func<int, uint> hashOf)
    {
        _entries = entries;
        _hashOf = hashOf;
        _heads.Reserve(Smallest);
    }

    public long Octets => _heads.Capacity * 4L;

    /// <summary>The first entry of the chain of a hash, or <see cref="None"/>.</summary>
    public int First(uint hash) => _heads[PlaceOf(hash)] - 1;

    /// <summary>
    /// Reads the heads of some chains and their first entries. The reads do not depend on each other, so the processor
    /// has many under way at once; what they give is kept so that none can be left out.
    /// </summary>
    public void Touch(ReadOnlySpan<uint> hashes)
    {
        Span<int> heads = stackalloc int[hashes.Length];
        for (int i = 0; i < hashes.Length; i++)
        {
            heads[i] = _heads[PlaceOf(hashes[i])];
        }

        foreach (int head in heads)
        {
            _touched ^= head == 0 ? 0 : _entries[head - 1].Next;
        }
    }

    public void Link(uint hash, int index)
    {
        if (_entries.Count > _size + _split)
        {
            _heads.Reserve(_size + _split + Row);
            for (int i = 0; i < Row; i++)
            {
                Split();
            }
        }

        Push(PlaceOf(hash), index);
    }

    public void Unlink(uint hash, int index)
    {
        ref int head = ref _heads[PlaceOf(hash)];
        int next = _entries[index].Next;
        if (head - 1 == index)
        {
            head = next + 1;
            return;
        }

        int before = head - 1;
        while (_entries[before].Next != index)
        {
            before = _entries[before].Next;
        }

        _entries[before].Next = next;
    }

    // Chains below the split are told apart by one more bit, and have their other half above the last doubling.
    private int PlaceOf(uint hash)
    {
        int place = (int)(hash & (uint)((_size * 2) - 1));
        return place < _size + _split ? place : place - _size;
    }

    private void Split()
    {
        int index = _heads[_split] - 1;
        _heads[_split] = 0;
        _split++;
        if (_split == _size)
        {
            _size *= 2;
            _split = 0;
        }

        while (index != None)
        {
            int next = _entries[index].Next;
            Push(PlaceOf(_hashOf(index)), index);
            index = next;
        }
    }

    private void Push(int place, int index)
    {
        ref int head = ref _heads[place];
        _entries[index].Next = head - 1;
        head = index + 1;
    }
}
