using System;

namespace Router.Bgp;

/// <summary>
/// Attribute blocks of all sizes: no object for each, blocks of one size in slabs of their own. A slab whose last
/// block goes is given back, so that a peer which announces sets of ever other sizes takes no more memory than what it
/// has announced at a time, and one slab for each block at the worst.
/// </summary>
internal sealed class BlockArena
{
    public const int None = -1;

    private const int PlaceBits = 11;
    private const int LargestSlab = Slab.Unit << PlaceBits;
    private const int SmallestSlab = 512;

    // A longer block has an array for itself.
    private const int LongestShared = LargestSlab / 16 / Slab.Unit;

    // By the size of their blocks: the slabs with room, and the octets of all.
    private readonly int[] _withRoom = new int[LongestShared + 1];
    private readonly int[] _octetsOf = new int[LongestShared + 1];
    private Slab[] _slabs = new Slab[16];
    private int _high;
    private int _freeSlab = None;

    public BlockArena() => _withRoom.AsSpan().Fill(None);

    /// <summary>Of all slabs.</summary>
    public long Octets { get; private set; }

    public ReadOnlySpan<byte> Read(int place, int length) =>
        _slabs[SlabOf(place)].Octets.AsSpan(OffsetOf(place), length);

    public ReadOnlyMemory<byte> Memory(int place, int length) =>
        _slabs[SlabOf(place)].Octets.AsMemory(OffsetOf(place), length);

    /// <summary>Keeps a block; its place, valid until it is freed.</summary>
    public int Add(ReadOnlySpan<byte> block)
    {
        int units = Math.Max(1, (block.Length + Slab.Unit - 1) / Slab.Unit);
        bool isShared = units <= LongestShared;
        int index = isShared ? _withRoom[units] : None;
        if (index == None)
        {
            index = AddSlab(units, isShared);
        }

        ref Slab slab = ref _slabs[index];
        int unit = slab.Take();
        if (isShared && !slab.HasRoom)
        {
            Unlink(index);
        }

        block.CopyTo(slab.Octets.AsSpan(unit * Slab.Unit));
        return (index << PlaceBits) | unit;
    }

    public void Free(int place)
    {
        int index = SlabOf(place);
        ref Slab slab = ref _slabs[index];
        bool isShared = slab.BlockUnits <= LongestShared;
        bool hadRoom = slab.HasRoom;
        slab.GiveBack(place & ((1 << PlaceBits) - 1));
        if (isShared && !hadRoom)
        {
            Link(index);
        }

        // The last one with room stays: a block that comes and goes does not bring an array each time.
        bool isLast = isShared && slab.Next == None && slab.Previous == None;
        if (slab.Live == 0 && !isLast)
        {
            Remove(index, isShared);
        }
    }

    private static int SlabOf(int place) => (int)((uint)place >> PlaceBits);

    private static int OffsetOf(int place) => (place & ((1 << PlaceBits) - 1)) * Slab.Unit;

    private int AddSlab(int units, bool isShared)
    {
        int octets = units * Slab.Unit;
        if (isShared)
        {
            // As much again as there is of this size: a speaker with a few routes has a few sets.
            int wanted = Math.Clamp(_octetsOf[units], SmallestSlab, LargestSlab);
            octets = Math.Max(octets, wanted / octets * octets);
            _octetsOf[units] += octets;
        }

        int index = _freeSlab;
        if (index != None)
        {
            _freeSlab = _slabs[index].Next;
        }
        else
        {
            index = _high++;
            if (index == _slabs.Length)
            {
                Array.Resize(ref _slabs, index * 2);
            }
        }

        _slabs[index] = new Slab(units, octets);
        Octets += octets;
        if (isShared)
        {
            Link(index);
        }

        return index;
    }

    private void Remove(int index, bool isShared)
    {
        int octets = _slabs[index].Octets!.Length;
        Octets -= octets;
        if (isShared)
        {
            _octetsOf[_slabs[index].BlockUnits] -= octets;
            Unlink(index);
        }

        _slabs[index] = new Slab { Next = _freeSlab };
        _freeSlab = index;
    }

    private void Link(int index)
    {
        ref int head = ref _withRoom[_slabs[index].BlockUnits];
        _slabs[index].Next = head;
        _slabs[index].Previous = None;
        if (head != None)
        {
            _slabs[head].Previous = index;
        }

        head = index;
    }

    private void Unlink(int index)
    {
        ref Slab slab = ref _slabs[index];
        if (slab.Previous == None)
        {
            _withRoom[slab.BlockUnits] = slab.Next;
        }
        else
        {
            _slabs[slab.Previous].Next = slab.Next;
        }

        if (slab.Next != None)
        {
            _slabs[slab.Next].Previous = slab.Previous;
        }

        slab.Previous = slab.Next = None;
    }
}
