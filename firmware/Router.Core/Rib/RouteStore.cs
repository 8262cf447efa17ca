using System;

namespace Router.Core;

/// <summary>
/// Every route in four octets (<see cref="RouteKey"/>): one sorted array for each /16 ("slice") that has routes longer
/// than /16, and one for all routes of /16 and shorter, all inside one arena. Candidates of one prefix stand side by
/// side in the order that the owner gives them.
/// </summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
public sealed partial class RouteStore
{
    /// <summary>The slice number that stands for all routes of /16 and shorter.</summary>
    public const int Short = 65536;

    /// <summary>Most routes of one slice: a block's header counts them in 17 bits.</summary>
    public const int MaxRoutesOfSlice = (1 << 17) - 1;

    private const int CoverBits = 15;

    private readonly int[] _shortOfLength = new int[17];
    private int _routes;

    /// <summary>Routes stored, every candidate counted.</summary>
    public int Count => _routes;

    /// <summary>The arena. Valid until the next insertion or removal.</summary>
    public uint[] Routes => _arena;

    /// <summary>The slice that a prefix belongs to.</summary>
    public static int SliceOf(uint address, int length) => length <= 16 ? Short : (int)(address >> 16);

    /// <summary>The key of a prefix in its slice.</summary>
    public static uint KeyOf(uint address, int length) => length <= 16
        ? RouteKey.Of(address >> 16, length)
        : RouteKey.Of(address & 0xffff, length - 16);

    /// <summary>The address of a key in its slice.</summary>
    public static uint AddressOf(int slice, uint key) => slice == Short
        ? RouteKey.BitsOf(key) << 16
        : ((uint)slice << 16) | RouteKey.BitsOf(key);

    /// <summary>The length of a key in its slice.</summary>
    public static int LengthOf(int slice, uint key) => RouteKey.LengthOf(key) + (slice == Short ? 0 : 16);

    /// <summary>Where a slice's first route stands in <see cref="Routes"/>; 0 when it has none.</summary>
    public int StartOf(int slice)
    {
        int block = BlockOf(slice);
        return block == 0 ? 0 : block + 1;
    }

    public int CountOf(int slice)
    {
        int block = BlockOf(slice);
        return block == 0 ? 0 : CountAt(block);
    }

    /// <summary>How many routes of this length, 0 to 16, there are.</summary>
    public int ShortOfLength(int length) => _shortOfLength[length];

    /// <summary>
    /// The group that was last kept with a slice for its addresses without a longer route; -1 when nothing is kept.
    /// </summary>
    public int CoverOf(int slice)
    {
        int block = BlockOf(slice);
        return block == 0 ? -1 : (int)(_arena[block] & ((1u << CoverBits) - 1));
    }

    /// <summary>Keeps a group with a slice that has a block.</summary>
    public void SetCover(int slice, int group)
    {
        int block = BlockOf(slice);
        _arena[block] = (_arena[block] & ~((1u << CoverBits) - 1)) | (uint)group;
    }

    /// <summary>
    /// The position in its slice of the first route with this key; when there is none the complement of where it
    /// would stand.
    /// </summary>
    public int Find(int slice, uint key)
    {
        int block = BlockOf(slice);
        if (block == 0)
        {
            return ~0;
        }

        uint[] routes = _arena;
        int start = block + 1;
        int low = start;
        int high = start + CountAt(block);

        uint bits = key & (key - 1);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (IsBefore(routes[middle] >> RouteKey.ClassBits, key, bits))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < start + CountAt(block) && routes[low] >> RouteKey.ClassBits == key ? low - start : ~(low - start);
    }

    /// <summary>Puts a route at a position that keeps the order. False: the slice or the store is full.</summary>
    public bool Insert(int slice, int position, uint key, int routeClass)
    {
        int block = BlockOf(slice);
        if (block == 0)
        {
            if (!AddSlice(slice))
            {
                return false;
            }

            block = BlockOf(slice);
        }

        int count = CountAt(block);
        if (count == MaxRoutesOfSlice)
        {
            return false;
        }

        if (count == Capacity(count))
        {
            block = Resize(slice, count, count + 1);
            if (block == 0)
            {
                return false;
            }
        }

        int at = block + 1 + position;
        if (position < count)
        {
            Array.Copy(_arena, at, _arena, at + 1, count - position);
        }

        _arena[at] = RouteKey.Pack(key, routeClass);
        _arena[block] += 1u << CoverBits;
        _routes++;
        if (slice == Short)
        {
            _shortOfLength[RouteKey.LengthOf(key)]++;
        }
        else if (count == 0)
        {
            _emptySlices--;
        }

        return true;
    }

    /// <summary>
    /// Gives a slice that has no routes all of its routes at once, from an array where they stand in order. False:
    /// there
    /// is no room.
    /// </summary>
    public bool Fill(int slice, uint[] routes, int start, int count)
    {
        int block = BlockOf(slice);
        if (block == 0 && !AddSlice(slice))
        {
            return false;
        }

        block = count > MaxRoutesOfSlice ? 0 : Resize(slice, 0, count);
        if (block == 0)
        {
            return false;
        }

        Array.Copy(routes, start, _arena, block + 1, count);
        _arena[block] += (uint)count << CoverBits;
        _routes += count;
        if (slice != Short)
        {
            _emptySlices--;
            return true;
        }

        for (int i = start; i < start + count; i++)
        {
            _shortOfLength[RouteKey.LengthOf(RouteKey.KeyOf(routes[i]))]++;
        }

        return true;
    }

    /// <summary>Gives the route at a position another class.</summary>
    public void Replace(int slice, int position, int routeClass)
    {
        int at = BlockOf(slice) + 1 + position;
        _arena[at] = RouteKey.Pack(RouteKey.KeyOf(_arena[at]), routeClass);
    }

    public void Remove(int slice, int position)
    {
        int block = BlockOf(slice);
        int count = CountAt(block);
        int at = block + 1 + position;
        if (slice == Short)
        {
            _shortOfLength[RouteKey.LengthOf(RouteKey.KeyOf(_arena[at]))]--;
        }

        Array.Copy(_arena, at + 1, _arena, at, count - position - 1);
        _arena[block] -= 1u << CoverBits;
        _routes--;
        if (Capacity(count - 1) < Capacity(count))
        {
            Reduce(slice, count - 1);
        }
        else if (count == 1 && slice != Short)
        {
            _emptySlices++;
        }

        ShrinkIfSlack(count);
    }

    /// <summary>
    /// Route order: by address, then the shorter prefix first. Among keys with the same address bits the shorter prefix
    /// has the larger number.
    /// </summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    public static bool IsBefore(uint left, uint right) => IsBefore(left, right, right & (right - 1));

    private int CountAt(int block) => (int)(_arena[block] >> CoverBits);

    private static bool IsBefore(uint left, uint right, uint rightBits)
    {
        uint leftBits = left & (left - 1);
        return leftBits < rightBits || (leftBits == rightBits && left > right);
    }
}
