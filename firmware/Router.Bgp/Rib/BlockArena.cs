using System;
using System.Collections.Generic;

namespace Router.Bgp;

/// <summary>
/// Attribute blocks of all sizes in a few large arrays: no object for each, and a freed place goes to the next block of
/// its size. A block is named by its place in units of eight octets.
/// </summary>
internal sealed class BlockArena
{
    private const int Unit = 8;
    private const int PageOctets = 128 * 1024;
    private const int PageUnits = PageOctets / Unit;
    private const int Smallest = 1024;
    private const int None = -1;

    private readonly List<byte[]> _pages = [];
    private int[] _free = Array.Empty<int>();
    private int _high;

    public long Octets { get; private set; }

    public ReadOnlySpan<byte> Read(int place, int length) =>
        _pages[place / PageUnits].AsSpan(place % PageUnits * Unit, length);

    public ReadOnlyMemory<byte> Memory(int place, int length) =>
        _pages[place / PageUnits].AsMemory(place % PageUnits * Unit, length);

    public int Add(ReadOnlySpan<byte> block)
    {
        int units = UnitsOf(block.Length);
        int place = units < _free.Length ? _free[units] : None;
        if (place != None)
        {
            _free[units] = LinkOf(place);
        }
        else
        {
            place = TakeNew(units);
        }

        block.CopyTo(_pages[place / PageUnits].AsSpan(place % PageUnits * Unit));
        return place;
    }

    public void Free(int place, int length) => AddFree(place, UnitsOf(length));

    private static int UnitsOf(int length) => Math.Max(1, (length + Unit - 1) / Unit);

    private int TakeNew(int units)
    {
        int page = _high / PageUnits;
        int left = PageUnits - (_high % PageUnits);
        if (left < units)
        {
            // A block lies in one page; what is left of this one is good for a smaller one.
            Reserve(page, PageUnits);
            AddFree(_high, left);
            _high += left;
            page++;
        }

        int place = _high;
        _high += units;
        Reserve(page, (place % PageUnits) + units);
        return place;
    }

    private void Reserve(int page, int units)
    {
        if (page == _pages.Count)
        {
            // Only the first page starts small: a speaker with a few routes has a few sets.
            _pages.Add(new byte[page == 0 ? Smallest : PageOctets]);
            Octets += _pages[page].Length;
        }

        byte[] octets = _pages[page];
        if (octets.Length < units * Unit)
        {
            int size = octets.Length;
            while (size < units * Unit)
            {
                size *= 2;
            }

            Octets += size - octets.Length;
            Array.Resize(ref octets, size);
            _pages[page] = octets;
        }
    }

    private void AddFree(int place, int units)
    {
        if (units >= _free.Length)
        {
            int old = _free.Length;
            Array.Resize(ref _free, Math.Max(units + 1, old * 2));
            _free.AsSpan(old).Fill(None);
        }

        // The link to the next free place of this size lies in the place itself.
        BitConverter.TryWriteBytes(_pages[place / PageUnits].AsSpan(place % PageUnits * Unit), _free[units]);
        _free[units] = place;
    }

    private int LinkOf(int place) => BitConverter.ToInt32(Read(place, sizeof(int)));
}
