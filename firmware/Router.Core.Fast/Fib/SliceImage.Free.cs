using System;
using System.Numerics;

namespace Router.Core.Fast;

/// <content>Free pieces: a list for each size, linked through the pieces themselves.</content>
internal sealed unsafe partial class SliceImage
{
    private uint[] _free = new uint[64];
    private ulong[] _classes = new ulong[1];
    private ulong[] _sorted = [];
    private int _pieces;

    // Since the last time that neighbours were merged.
    private int _released;

    /// <summary>
    /// Makes one piece of those that lie side by side. False, without a look, when too few were released since the last
    /// time: sorting them shall cost each of them little.
    /// </summary>
    public bool Merge()
    {
        if (_released < (_pieces / 2) + 8)
        {
            return false;
        }

        _released = 0;
        int count = Gather();
        ForgetFree();
        Array.Sort(_sorted, 0, count);

        // From behind, so that lists begin with low addresses: the end may become free.
        for (int i = count - 1; i >= 0; i--)
        {
            uint end = (uint)(_sorted[i] >> 32) + (uint)_sorted[i];
            while (i > 0 && (uint)(_sorted[i - 1] >> 32) + (uint)_sorted[i - 1] == (uint)(_sorted[i] >> 32))
            {
                i--;
            }

            uint at = (uint)(_sorted[i] >> 32);
            if (end == _used)
            {
                _used = at;
            }
            else
            {
                Link((int)(end - at) / Unit, at);
            }
        }

        return true;
    }

    // Place and size of all.
    private int Gather()
    {
        if (_sorted.Length < _pieces)
        {
            _sorted = new ulong[_pieces * 2];
        }

        int count = 0;
        for (int word = 0; word < _classes.Length; word++)
        {
            for (ulong set = _classes[word]; set != 0; set &= set - 1)
            {
                int units = (word * 64) + BitOperations.TrailingZeroCount(set);
                for (uint at = _free[units]; at != 0; at = *(uint*)(Base + at))
                {
                    _sorted[count++] = ((ulong)at << 32) | (uint)(units * Unit);
                }
            }
        }

        return count;
    }

    private void ForgetFree()
    {
        Free = 0;
        _pieces = 0;
        Array.Clear(_free);
        Array.Clear(_classes);
    }

    private void Link(int units, uint at)
    {
        if (units >= _free.Length)
        {
            Array.Resize(ref _free, (units + 64) & ~63);
            Array.Resize(ref _classes, _free.Length / 64);
        }

        *(uint*)(Base + at) = _free[units];
        _free[units] = at;
        _classes[units / 64] |= 1ul << (units % 64);
        Free += units * Unit;
        _pieces++;
    }

    private void Unlink(int units, uint at)
    {
        _free[units] = *(uint*)(Base + at);
        Free -= units * Unit;
        _pieces--;
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
