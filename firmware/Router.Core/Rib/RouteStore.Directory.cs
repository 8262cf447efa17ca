using System;

namespace Router.Core;

/// <content>
/// The directory: for each upper octet where its slices begin in two dense arrays, which hold the next octet and the
/// block of each slice in order. Small for small tables, and a direct index where all 256 slices exist.
/// </content>
public sealed partial class RouteStore
{
    private readonly ushort[] _first = new ushort[256];
    private byte[] _low = new byte[8];
    private int[] _blocks = new int[8];
    private int _slices;
    private int _emptySlices;
    private int _shortBlock;

    // Steps of one change ask for the same slice.
    private int _lastSlice = -1;
    private int _lastIndex;

    /// <summary>The first slice from this one on that has a block, perhaps an empty one; -1 at the end.</summary>
    public int NextSlice(int slice)
    {
        if (slice >= Short)
        {
            return -1;
        }

        int at = IndexOf(slice);
        if (at >= 0)
        {
            return slice;
        }

        at = ~at;
        if (at == _slices)
        {
            return -1;
        }

        int high = slice >> 8;
        while (EndOf(high) <= at)
        {
            high++;
        }

        return (high << 8) | _low[at];
    }

    private int EndOf(int high) => high == 255 ? _slices : _first[high + 1];

    private int BlockOf(int slice)
    {
        if (slice == Short)
        {
            return _shortBlock;
        }

        int at = IndexOf(slice);
        return at < 0 ? 0 : _blocks[at];
    }

    private void SetBlock(int slice, int block)
    {
        if (slice == Short)
        {
            _shortBlock = block;
        }
        else
        {
            _blocks[IndexOf(slice)] = block;
        }
    }

    private int IndexOf(int slice)
    {
        if (slice == _lastSlice)
        {
            return _lastIndex;
        }

        int high = slice >> 8;
        int low = slice & 255;
        int from = _first[high];
        int end = EndOf(high);

        // At most as many slices stand before this one as there are lower numbers, at least those less the ones that
        // are missing: where nearly all 256 exist little is left to search.
        int missing = 256 - (end - from);
        int to = from + low < end ? from + low : end;
        from += low > missing ? low - missing : 0;
        while (from < to)
        {
            int middle = (from + to) >> 1;
            if (_low[middle] < low)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        if (from == end || _low[from] != low)
        {
            return ~from;
        }

        _lastSlice = slice;
        _lastIndex = from;
        return from;
    }

    private bool AddSlice(int slice)
    {
        int block = Allocate(1 + Capacity(0));
        if (block == 0)
        {
            return false;
        }

        _arena[block] = 0;
        if (slice == Short)
        {
            _shortBlock = block;
            return true;
        }

        if (_slices == _low.Length)
        {
            ResizeDirectory(_slices + (_slices >> 4) + 8);
        }

        int at = ~IndexOf(slice);
        Array.Copy(_low, at, _low, at + 1, _slices - at);
        Array.Copy(_blocks, at, _blocks, at + 1, _slices - at);
        _lastSlice = -1;
        _low[at] = (byte)slice;
        _blocks[at] = block;
        _slices++;
        _emptySlices++;
        for (int high = (slice >> 8) + 1; high < 256; high++)
        {
            _first[high]++;
        }

        return true;
    }

    // Slices without routes keep their entry, so that a route that comes and goes moves nothing; here they leave.
    private void DropEmptySlices()
    {
        _lastSlice = -1;
        int kept = 0;
        int at = 0;
        for (int high = 0; high < 256; high++)
        {
            int end = EndOf(high);
            _first[high] = (ushort)kept;
            for (; at < end; at++)
            {
                int block = _blocks[at];
                if (_arena[block] >> CoverBits == 0)
                {
                    MarkFree(block, 1 + Capacity(0));
                    continue;
                }

                _low[kept] = _low[at];
                _blocks[kept++] = block;
            }
        }

        _slices = kept;
        _emptySlices = 0;
        if (_low.Length > _slices + (_slices >> 3) + 16)
        {
            ResizeDirectory(_slices + (_slices >> 5) + 8);
        }
    }

    private void ResizeDirectory(int length)
    {
        var low = new byte[length];
        var blocks = new int[length];
        Array.Copy(_low, low, _slices);
        Array.Copy(_blocks, blocks, _slices);
        _low = low;
        _blocks = blocks;
    }
}
