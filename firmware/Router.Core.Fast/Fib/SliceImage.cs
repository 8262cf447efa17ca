using System;
using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>
/// One block of native memory with a table inside: a word that says its kind, the index, then records. All links in it
/// are distances from its start, so that a copy of the block is the same table. Free pieces are kept by size in steps
/// of four octets. When none serves, neighbours are merged; what remains between the living goes by copying these
/// together.
/// </summary>
internal sealed unsafe partial class SliceImage
{
    /// <summary>Where the index begins.</summary>
    public const int IndexAt = 64;

    /// <summary>Octets: links and entries are replaced while others read them, and stand where four divides.</summary>
    public const int Unit = 4;

    public static int RoundUp(int size) => (size + Unit - 1) & -Unit;

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
        ForgetFree();
        _released = 0;
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

        // What was never used comes last: once it is gone the block grows or is copied.
        int larger = FindLarger(units);
        if (larger >= 0)
        {
            at = _free[larger];
            Unlink(larger, at);
            Link(larger - units, at + (uint)size);
        }
        else if (Spare >= size)
        {
            at = _used;
            _used += (uint)size;
        }

        return at;
    }

    public void Release(uint at, int size)
    {
        if (Poison)
        {
            NativeMemory.Fill(Base + at, (nuint)size, 0xee);
        }

        _released++;
        Link(size / Unit, at);
    }

    /// <summary>Makes room for more octets.</summary>
    /// <param name="size">Octets.</param>
    /// <param name="share">At least one of so many parts of what there is.</param>
    /// <param name="inPlace">Nobody else reads: the old block may vanish at once.</param>
    /// <returns>The old block, which the caller frees; null when it is gone already.</returns>
    public byte* Grow(int size, int share, bool inPlace)
    {
        long capacity = RoundUp(Math.Max(_used + size, Capacity) + (Capacity / share) + 128);
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

    /// <summary>Gives back what is more than some octets at the end. Nobody else reads.</summary>
    public void Trim(long spare)
    {
        long capacity = RoundUp(_used + spare);
        if (capacity < Capacity)
        {
            Base = (byte*)NativeMemory.Realloc(Base, (nuint)capacity);
            Capacity = capacity;
        }
    }

    private static long RoundUp(long size)
    {
        size = (size + 127) & ~127L;
        return size <= uint.MaxValue ? size : throw new InvalidOperationException("the forwarding table is full");
    }
}
