using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>
/// One block of native memory with a table inside: a word that says its kind, the index, then records. All links in it
/// are distances from its start, so that a copy of the block is the same table. Free pieces are kept by size in steps
/// of two octets; nothing is merged, copying the living together does that.
/// </summary>
internal sealed unsafe class SliceImage
{
    /// <summary>Where the index begins.</summary>
    public const int IndexAt = 64;

    public const int Unit = 2;

    private uint[] _free = new uint[64];
    private ulong[] _classes = new ulong[1];
    private uint _used;

    public byte* Base { get; private set; }

    /// <summary>See <see cref="SliceKind"/>.</summary>
    public int Kind { get; private set; }

    public long Capacity { get; private set; }

    /// <summary>Octets on free lists.</summary>
    public long Free { get; private set; }

    /// <summary>Octets never used.</summary>
    public long Spare => Capacity - _used;

    /// <summary>Fills what is freed with a pattern, to catch readers that are still there.</summary>
    public bool Poison { get; init; }

    /// <summary>Starts a block of its own; what was there belongs to the caller.</summary>
    /// <param name="kind">See <see cref="SliceKind"/>.</param>
    /// <param name="index">Octets of index, zeroed.</param>
    /// <param name="records">Octets of records to expect.</param>
    public void Begin(int kind, int index, long records)
    {
        Kind = kind;
        _used = (uint)(IndexAt + index);
        Capacity = RoundUp(_used + records);
        Base = (byte*)NativeMemory.Alloc((nuint)Capacity);
        NativeMemory.Clear(Base, _used);
        *(int*)Base = kind;
        Free = 0;
        Array.Clear(_free);
        Array.Clear(_classes);
    }

    /// <summary>Finds room. 0: the block must grow first.</summary>
    public uint TryAllocate(int size)
    {
        int units = size / Unit;
        uint at = units < _free.Length ? _free[units] : 0;
        if (at != 0)
        {
            Unlink(units, at);
            return at;
        }

        if (Spare >= size)
        {
            at = _used;
            _used += (uint)size;
            return at;
        }

        int larger = FindLarger(units);
        if (larger < 0)
        {
            return 0;
        }

        at = _free[larger];
        Unlink(larger, at);
        Link(larger - units, at + (uint)size);
        return at;
    }

    /// <summary>
    /// Finds room at an address that four divides, for entries that are replaced while others read them.
    /// </summary>
    public uint TryAllocateAligned(int size)
    {
        uint at = (_used + 3) & ~3u;
        if (Capacity < at + size)
        {
            return 0;
        }

        _used = at + (uint)size;
        return at;
    }

    public void Release(uint at, int size)
    {
        if (Poison)
        {
            NativeMemory.Fill(Base + at, (nuint)size, 0xee);
        }

        Link(size / Unit, at);
    }

    /// <summary>Makes room for more octets, at least a sixteenth of what there is.</summary>
    /// <param name="size">Octets.</param>
    /// <param name="inPlace">Nobody else reads: the old block may vanish at once.</param>
    /// <returns>The old block, which the caller frees; null when it is gone already.</returns>
    public byte* Grow(int size, bool inPlace)
    {
        long capacity = RoundUp(Math.Max(_used + size + 2, Capacity + (Capacity / 16)));
        byte* old = Base;
        if (inPlace)
        {
            old = null;
            Base = (byte*)NativeMemory.Realloc(Base, (nuint)capacity);
        }
        else
        {
            Base = (byte*)NativeMemory.Alloc((nuint)capacity);
            Buffer.MemoryCopy(old, Base, capacity, _used);
        }

        Capacity = capacity;
        return old;
    }

    private static long RoundUp(long size)
    {
        // A little more than asked for: the first routes of a small table come one by one.
        size = (size + (size / 64) + 255) & ~127L;
        return size <= uint.MaxValue ? size : throw new InvalidOperationException("the forwarding table is full");
    }

    private void Link(int units, uint at)
    {
        if (units < 2)
        {
            // Too small for the link.
            return;
        }

        if (units >= _free.Length)
        {
            Array.Resize(ref _free, (units + 64) & ~63);
            Array.Resize(ref _classes, _free.Length / 64);
        }

        *(uint*)(Base + at) = _free[units];
        _free[units] = at;
        _classes[units / 64] |= 1ul << (units % 64);
        Free += units * Unit;
    }

    private void Unlink(int units, uint at)
    {
        _free[units] = *(uint*)(Base + at);
        Free -= units * Unit;
        if (_free[units] == 0)
        {
            _classes[units / 64] &= ~(1ul << (units % 64));
        }
    }

    private int FindLarger(int units)
    {
        for (int word = units / 64; word < _classes.Length; word++)
        {
            ulong classes = _classes[word];
            classes &= word == units / 64 ? ulong.MaxValue << (units % 64) : ulong.MaxValue;
            if (classes != 0)
            {
                return (word * 64) + BitOperations.TrailingZeroCount(classes);
            }
        }

        return -1;
    }
}
