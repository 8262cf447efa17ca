using System;

namespace Router.Core.Fast;

/// <summary>IPv6 routes by address, then length, in arrays of numbers.</summary>
internal sealed class RouteList6
{
    private UInt128[] _addresses = new UInt128[4];
    private byte[] _lengths = new byte[4];
    private int[] _groups = new int[4];

    public int Count { get; private set; }

    /// <summary>Which lengths may occur.</summary>
    public UInt128 Lengths { get; private set; }

    public UInt128 AddressAt(int index) => _addresses[index];

    public int LengthAt(int index) => _lengths[index];

    public int GroupAt(int index) => _groups[index];

    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    /// <summary>Where a route is, or the complement of where it belongs.</summary>
    public int Find(UInt128 address, int length)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            UInt128 other = _addresses[middle];
            if (other == address && _lengths[middle] == length)
            {
                return middle;
            }

            if (other < address || (other == address && _lengths[middle] < length))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return ~low;
    }

    /// <summary>Where the first route of an address from here on, longer than a length, is or would be.</summary>
    public int From(UInt128 address, int longerThan)
    {
        int at = Find(address, longerThan + 1);
        return at < 0 ? ~at : at;
    }

    /// <summary>Where the first route behind a prefix is or would be.</summary>
    public int Behind(UInt128 address, int length)
    {
        UInt128 last = address | ~Mask(length);
        return last == UInt128.MaxValue ? Count : From(last + 1, -1);
    }

    /// <summary>The group of the longest route around an address, of lengths from one to another; 0 is none.</summary>
    public int Cover(UInt128 address, int shortest, int longest)
    {
        for (int length = longest; length >= shortest; length--)
        {
            if ((Lengths >> (length & 127) & 1) != 0)
            {
                int at = Find(address & Mask(length), length);
                if (at >= 0)
                {
                    return _groups[at];
                }
            }
        }

        return 0;
    }

    /// <summary>Adds or replaces.</summary>
    public bool Set(UInt128 address, int length, int group)
    {
        int at = Find(address, length);
        if (at >= 0)
        {
            _groups[at] = group;
            return false;
        }

        at = ~at;
        if (Count == _addresses.Length)
        {
            Array.Resize(ref _addresses, Count + (Count / 2));
            Array.Resize(ref _lengths, _addresses.Length);
            Array.Resize(ref _groups, _addresses.Length);
        }

        Move(at, at + 1);
        _addresses[at] = address;
        _lengths[at] = (byte)length;
        _groups[at] = group;
        Count++;

        // Lengths 0 and 128 share a bit.
        Lengths |= UInt128.One << (length & 127);
        return true;
    }

    public bool Remove(UInt128 address, int length)
    {
        int at = Find(address, length);
        if (at < 0)
        {
            return false;
        }

        Move(at + 1, at);
        Count--;
        return true;
    }

    private void Move(int from, int to)
    {
        Array.Copy(_addresses, from, _addresses, to, Count - from);
        Array.Copy(_lengths, from, _lengths, to, Count - from);
        Array.Copy(_groups, from, _groups, to, Count - from);
    }
}
