using System;

namespace Router.Core;

/// <content>
/// The arena: blocks of a header (17 bits count, 15 bits cover) and as many words as the count's size class holds. The
/// count alone tells a block's size. Free blocks hang in a list for each size; when they cannot serve and have grown
/// beyond a few per cent, all blocks move together in place. The arena grows by a few per cent, too.
/// </content>
public sealed partial class RouteStore
{
    private const uint FreeMark = 1u << 31;
    private const int SizeClasses = 32 + (13 * 16);
    private const int MaxWords = 1 << 30;

    private readonly int[] _freeOfClass = new int[SizeClasses];
    private readonly uint[] _freeClasses = new uint[(SizeClasses + 31) / 32];

    // Word 0 is nobody's, so that 0 says "no block".
    private uint[] _arena = new uint[32];
    private int _top = 1;
    private int _freeWords;
    private bool _bulk;

    /// <summary>Octets held.</summary>
    public long Octets => ((long)_arena.Length * 4) + ((long)_low.Length * 5) + (_first.Length * 2)
        + ((_freeOfClass.Length + _freeClasses.Length + _shortOfLength.Length) * 4);

    /// <summary>Octets held that carry neither a route nor the way to it.</summary>
    public long SlackOctets => ((_arena.Length - _routes - (_slices - _emptySlices)) * 4L)
        + ((_low.Length - _slices + _emptySlices) * 5L);

    /// <summary>Words that a slice of so many routes takes.</summary>
    public static int WordsFor(int count) => 1 + Capacity(count);

    /// <summary>Makes room for what is going to be stored.</summary>
    public void Reserve(long words)
    {
        long length = _top + words + (words >> 5) + 16;
        if (length > _arena.Length && length < MaxWords)
        {
            Resize((int)length);
        }
    }

    /// <summary>Many changes follow: room grows in large steps until <see cref="EndBulk"/>.</summary>
    public void BeginBulk() => _bulk = true;

    public void EndBulk()
    {
        _bulk = false;
        if (_freeWords > Slack(_top))
        {
            Compact();
        }

        Trim();
    }

    // Exact up to 32 routes, then sixteen sizes for each doubling: at most a sixteenth is lost, 3 % on average.
    private static int Capacity(int count)
    {
        if (count < 32)
        {
            return count == 0 ? 1 : count;
        }

        int step = 1 << (Log2(count) - 4);
        return (count + step - 1) & -step;
    }

    // The largest class whose size is not above this.
    private static int ClassOf(int capacity)
    {
        if (capacity < 32)
        {
            return capacity;
        }

        int log = Log2(capacity);
        return 32 + ((log - 5) * 16) + ((capacity >> (log - 4)) - 16);
    }

    private static int Log2(int value)
    {
#if NET
        return System.Numerics.BitOperations.Log2((uint)value);
#else
        int log = 0;
        for (int half = 16; half > 0; half >>= 1)
        {
            if (value >> half != 0)
            {
                log += half;
                value >>= half;
            }
        }

        return log;
#endif
    }

    private static int Slack(int words) => (words >> 5) + 16;

    private int Allocate(int size)
    {
        int block = TakeFree(size);
        if (block != 0)
        {
            return block;
        }

        // Moving all together must win more than a few per cent, or it would be done again and again.
        if (_top + size > _arena.Length && _top - _freeWords + size <= _arena.Length && _freeWords > _top >> 5)
        {
            Compact();
        }

        if (_top + size > _arena.Length && !Grow(size))
        {
            return 0;
        }

        block = _top;
        _top += size;
        return block;
    }

    private int TakeFree(int size)
    {
        int wanted = ClassOf(size - 1);
        int word = wanted >> 5;
        uint set = _freeClasses[word] & (~0u << (wanted & 31));
        while (set == 0)
        {
            if (++word == _freeClasses.Length)
            {
                return 0;
            }

            set = _freeClasses[word];
        }

        int found = (word << 5) + Log2((int)(set & (0u - set)));
        int block = _freeOfClass[found];
        int has = (int)(_arena[block] & ~FreeMark);
        _freeOfClass[found] = (int)_arena[block + 1];
        if (_freeOfClass[found] == 0)
        {
            _freeClasses[found >> 5] &= ~(1u << (found & 31));
        }

        _freeWords -= has;
        if (has > size)
        {
            Free(block + size, has - size);
        }

        return block;
    }

    private void Free(int block, int size)
    {
        MarkFree(block, size);
        _freeWords += size;
        if (size < 2)
        {
            // No room for a link: lost until the next compaction.
            return;
        }

        int at = ClassOf(size - 1);
        _arena[block + 1] = (uint)_freeOfClass[at];
        _freeOfClass[at] = block;
        _freeClasses[at >> 5] |= 1u << (at & 31);
    }

    private void MarkFree(int block, int size) => _arena[block] = FreeMark | (uint)size;

    // The block of a slice moves to one with room for more, or grows where it is if it is the last.
    private int Resize(int slice, int count, int newCount)
    {
        int size = 1 + Capacity(count);
        int wanted = 1 + Capacity(newCount);
        int block = BlockOf(slice);
        if (block + size == _top && block + wanted <= _arena.Length)
        {
            _top = block + wanted;
        }
        else
        {
            int target = Allocate(wanted);
            if (target == 0)
            {
                return 0;
            }

            // The old one may have moved to make room.
            block = BlockOf(slice);
            Array.Copy(_arena, block, _arena, target, count + 1);
            SetBlock(slice, target);
            Free(block, size);
            block = target;
        }

        return block;
    }

    // A block that fits takes over, or the tail becomes free where it is. Never asks for more room.
    private void Reduce(int slice, int count)
    {
        int block = BlockOf(slice);
        int size = 1 + Capacity(count + 1);
        int wanted = 1 + Capacity(count);
        int target = TakeFree(wanted);
        if (target != 0)
        {
            Array.Copy(_arena, block, _arena, target, count + 1);
            SetBlock(slice, target);
            Free(block, size);
        }
        else if (block + size == _top)
        {
            _top -= size - wanted;
        }
        else
        {
            Free(block + wanted, size - wanted);
        }
    }

    // What the slice had just now it may want back.
    private void ShrinkIfSlack(int count)
    {
        int used = _top - _freeWords;
        if (!_bulk && (_arena.Length - used > (used >> 4) + (used >> 6) + 64 + (2 * Capacity(count))
            || _emptySlices > (_slices >> 4) + 32))
        {
            Compact();
            Trim();
        }
    }

    // Blocks do not say whose they are, so each is made to first: its header and its place in the directory change
    // places. Then one walk slides them together and puts the headers back.
    private void Compact()
    {
        DropEmptySlices();
        for (int i = 0; i < _slices; i++)
        {
            _blocks[i] = Exchange(_blocks[i], i);
        }

        if (_shortBlock != 0)
        {
            _shortBlock = Exchange(_shortBlock, Short);
        }

        int target = 1;
        for (int block = 1; block < _top;)
        {
            uint word = _arena[block];
            if ((word & FreeMark) != 0)
            {
                block += (int)(word & ~FreeMark);
                continue;
            }

            uint header = (uint)(word == Short ? _shortBlock : _blocks[(int)word]);
            int count = (int)(header >> CoverBits);
            Array.Copy(_arena, block + 1, _arena, target + 1, count);
            _arena[target] = header;
            if (word == Short)
            {
                _shortBlock = target;
            }
            else
            {
                _blocks[(int)word] = target;
            }

            int size = 1 + Capacity(count);
            block += size;
            target += size;
        }

        _top = target;
        _freeWords = 0;
        Array.Clear(_freeOfClass, 0, _freeOfClass.Length);
        Array.Clear(_freeClasses, 0, _freeClasses.Length);
    }

    private int Exchange(int block, int owner)
    {
        int header = (int)_arena[block];
        _arena[block] = (uint)owner;
        return header;
    }

    private void Trim()
    {
        int length = _top + Slack(_top);
        if (_arena.Length > length + Slack(_top))
        {
            Resize(length);
        }
    }

    private void Resize(int length)
    {
        var arena = new uint[length];
        Array.Copy(_arena, arena, _top);
        _arena = arena;
    }

    private bool Grow(int size)
    {
        int needed = _top + size;
        if (needed > MaxWords)
        {
            return false;
        }

        Resize(needed + (_bulk ? needed : Slack(needed)));
        return true;
    }
}
