using System;

namespace Router.Bgp;

/// <summary>An array of blocks of one size, some of them in use.</summary>
internal struct Slab
{
    /// <summary>Sizes and places are in units of so many octets.</summary>
    public const int Unit = 8;

    // The first block that was given back, and one; the link to the next lies in the block itself.
    private ushort _free;

    // The first place that was never in use.
    private ushort _fresh;

    public Slab(int units, int octets)
    {
        BlockUnits = (ushort)units;
        Octets = NewArray(octets);
        Previous = Next = BlockArena.None;
    }

    public byte[]? Octets { get; private set; }

    /// <summary>The size of every block.</summary>
    public ushort BlockUnits { get; }

    /// <summary>Blocks in use.</summary>
    public ushort Live { get; private set; }

    /// <summary>The neighbours among the slabs of this size that have room.</summary>
    public int Previous { get; set; }

    public int Next { get; set; }

    public readonly bool HasRoom =>
        _free != 0 || (_fresh + BlockUnits) * Unit <= Octets!.Length;

    /// <summary>Where the block begins, in units.</summary>
    public int Take()
    {
        Live++;
        if (_free == 0)
        {
            int fresh = _fresh;
            _fresh += BlockUnits;
            return fresh;
        }

        int place = _free - 1;
        _free = BitConverter.ToUInt16(Octets!, place * Unit);
        return place;
    }

    public void GiveBack(int place)
    {
        Live--;
        BitConverter.TryWriteBytes(Octets.AsSpan(place * Unit), _free);
        _free = (ushort)(place + 1);
    }

    private static byte[] NewArray(int octets)
    {
#if NET
        // Large enough to be worth not moving when the heap is compacted.
        return GC.AllocateUninitializedArray<byte>(octets, pinned: octets >= 4096);
#else
        return new byte[octets];
#endif
    }
}
