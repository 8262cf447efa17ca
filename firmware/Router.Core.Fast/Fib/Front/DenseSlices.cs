using System;
using System.Collections.Generic;
using System.Numerics;

namespace Router.Core.Fast;

/// <summary>
/// Counts the routes of each slice and says where they stand close enough for a <see cref="PoolWindow"/>. Tables that
/// spread over more than 512 slices have no such part worth the search; of these it only keeps which slices are in use.
/// </summary>
internal sealed class DenseSlices
{
    /// <summary>
    /// Routes a slice must have on average: a slice of a window has 4 KiB of cells, so they cost 64 octets each.
    /// </summary>
    public const int RoutesPerSlice = 64;

    /// <summary>A /8.</summary>
    public const int MaxSlices = 256;

    private const int MaxKnown = 512;

    private readonly Dictionary<int, int> _routes = [];

    // A bit for each slice in use while there are too many of them to be counted; null otherwise.
    private ulong[]? _used;
    private int _usedCount;

    /// <summary>Routes longer than /16; as good as endless when the table spreads too far.</summary>
    public int Routes { get; private set; }

    /// <summary>Tells how many routes longer than /16 a slice has now.</summary>
    /// <returns>True when that is another number than before.</returns>
    public bool Set(int slice, int routes)
    {
        if (_used != null)
        {
            return SetUsed(slice, routes > 0);
        }

        _routes.TryGetValue(slice, out int before);
        Routes += routes - before;
        if (routes == 0)
        {
            _routes.Remove(slice);
        }
        else
        {
            _routes[slice] = routes;
            if (_routes.Count > MaxKnown)
            {
                Spread();
            }
        }

        return routes != before;
    }

    public void Clear(int first, int count)
    {
        if (_used != null || count <= _routes.Count)
        {
            for (int slice = first; slice < first + count; slice++)
            {
                Set(slice, 0);
            }

            return;
        }

        foreach (int slice in _routes.Keys)
        {
            // Removing does not disturb the walk.
            if ((uint)(slice - first) < (uint)count)
            {
                Set(slice, 0);
            }
        }
    }

    /// <summary>True while a window over these slices pays: half of what it takes to open one.</summary>
    public bool Fits(int first, int slices) => Sum(first, slices) >= (long)RoutesPerSlice / 2 * slices;

    /// <summary>A window that holds one more slice, or a better one around it alone.</summary>
    /// <param name="slice">Where routes have just changed.</param>
    /// <param name="first">The first slice of the window there is.</param>
    /// <param name="slices">How many it has; 0 is none.</param>
    /// <param name="newFirst">The first slice of the better window.</param>
    /// <param name="newSlices">How many.</param>
    public bool TryWiden(int slice, int first, int slices, out int newFirst, out int newSlices)
    {
        newFirst = slice;
        newSlices = 1;
        if (!IsDense(slice))
        {
            return false;
        }

        if (slices > 0)
        {
            newFirst = Math.Min(first, slice);
            newSlices = Math.Max(first + slices, slice + 1) - newFirst;
            if (newSlices <= MaxSlices && Sum(newFirst, newSlices) >= (long)RoutesPerSlice * newSlices)
            {
                return true;
            }
        }

        Grow(slice, out newFirst, out newSlices);
        int sum = Sum(newFirst, newSlices);
        return sum >= RoutesPerSlice * newSlices && (slices == 0 || sum > 2 * Sum(first, slices));
    }

    // The widest part around a slice whose slices have routes enough, a gap of one allowed.
    private void Grow(int slice, out int first, out int slices)
    {
        int low = slice;
        int high = slice + 1;
        while (high - low < MaxSlices && (IsDense(low - 1) || IsDense(low - 2)))
        {
            low--;
        }

        while (high - low < MaxSlices && (IsDense(high) || IsDense(high + 1)))
        {
            high++;
        }

        first = low;
        slices = high - low;
    }

    private bool IsDense(int slice) => _routes.TryGetValue(slice, out int routes) && routes >= RoutesPerSlice / 4;

    private int Sum(int first, int slices)
    {
        int sum = 0;
        for (int slice = first; slice < first + slices; slice++)
        {
            sum += _routes.GetValueOrDefault(slice);
        }

        return sum;
    }

    private void Spread()
    {
        _used = new ulong[(1 << 16) / 64];
        foreach (int slice in _routes.Keys)
        {
            _used[slice >> 6] |= 1ul << (slice & 63);
        }

        _usedCount = _routes.Count;
        _routes.Clear();
        Routes = int.MaxValue;
    }

    private bool SetUsed(int slice, bool used)
    {
        ref ulong word = ref _used![slice >> 6];
        ulong bit = 1ul << (slice & 63);
        if (((word & bit) != 0) == used)
        {
            return false;
        }

        word ^= bit;
        _usedCount += used ? 1 : -1;
        if (_usedCount < MaxKnown / 2)
        {
            Gather();
        }

        return true;
    }

    // Few slices again. How many routes each has is learnt when it is published next; until then it is one.
    private void Gather()
    {
        for (int i = 0; i < _used!.Length; i++)
        {
            for (ulong bits = _used[i]; bits != 0; bits &= bits - 1)
            {
                _routes[(i << 6) + BitOperations.TrailingZeroCount(bits)] = 1;
            }
        }

        Routes = _routes.Count;
        _used = null;
    }
}
