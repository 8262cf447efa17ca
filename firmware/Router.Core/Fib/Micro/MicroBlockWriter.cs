using System;

namespace Router.Core;

/// <summary>
/// Writes a block at the end of the arena: its sixteen neighbours are told one after another, records first into the
/// room that the longest head would need, then the head before them, then all move together.
/// </summary>
internal sealed class MicroBlockWriter
{
    private readonly int[] _lengths = new int[MicroBlock.Neighbours];
    private readonly int[] _groups = new int[MicroBlock.Neighbours];
    private byte[] _octets = new byte[1];
    private int _at;
    private int _end;
    private int _limit;
    private int _count;

    /// <summary>Bits of a group in this block.</summary>
    public int Width { get; private set; }

    /// <summary>Which of the sixteen have a record so far.</summary>
    public int Records { get; private set; }

    /// <param name="octets">The arena.</param>
    /// <param name="at">Where it is empty.</param>
    /// <param name="limit">Where it ends.</param>
    /// <param name="width">Bits of a group.</param>
    /// <returns>False when there is no room for a head.</returns>
    public bool Begin(byte[] octets, int at, int limit, int width)
    {
        _octets = octets;
        _at = at;
        _end = at + MicroBlock.MaxHead;
        _limit = limit;
        _count = 0;
        Width = width;
        Records = 0;
        return _end <= limit;
    }

    /// <summary>A neighbour that answers one group.</summary>
    public void AddGroup(int neighbour, int group) => _groups[neighbour] = group;

    /// <summary>A neighbour whose record another block has, with groups as wide as here.</summary>
    public bool AddCopy(int neighbour, int start, int length)
    {
        if (_end + length > _limit)
        {
            return false;
        }

        Array.Copy(_octets, start, _octets, _end, length);
        Note(neighbour, length);
        return true;
    }

    /// <summary>A neighbour that was just scanned.</summary>
    public bool AddRecord(int neighbour, MicroEncoder record)
    {
        int size = record.Size(Width);
        if (_end + size > _limit)
        {
            return false;
        }

        record.Write(_octets, _end, size, Width);
        Note(neighbour, size);
        return true;
    }

    /// <summary>Writes the head of a block for a /20.</summary>
    /// <returns>The end of the block.</returns>
    public int FinishInner() => Join(Head(MicroBlock.InnerFlag));

    /// <summary>Writes the head of a block for a /12.</summary>
    /// <param name="deeper">Which of the sixteen have blocks below.</param>
    /// <returns>The end of the block.</returns>
    public int FinishOuter(int deeper)
    {
        int starts = Starts();
        bool several = (starts & (starts - 1)) != 0;
        int head = Head((several ? MicroBlock.SeveralFlag : 0) | (deeper != 0 ? MicroBlock.DeeperFlag : 0));
        if (deeper != 0)
        {
            PutPair(head, deeper);
            head += 2;
        }

        if (several)
        {
            PutPair(head, starts);
            head += 2;
        }

        for (int i = 0; i < MicroBlock.Neighbours; i++)
        {
            if ((starts >> i & 1) != 0)
            {
                _octets[head++] = (byte)_groups[i];
                if (Width > 8)
                {
                    _octets[head++] = (byte)(_groups[i] >> 8);
                }
            }
        }

        return Join(head);
    }

    private int LengthFlag
    {
        get
        {
            for (int i = 0; i < _count; i++)
            {
                if (_lengths[i] > 255)
                {
                    return MicroBlock.WideFlag;
                }
            }

            return 0;
        }
    }

    // Neighbours without a record that differ from the one before that has none either; the first always does.
    private int Starts()
    {
        int starts = 0;
        int last = -1;
        for (int i = 0; i < MicroBlock.Neighbours; i++)
        {
            if ((Records >> i & 1) == 0 && (last < 0 || _groups[i] != _groups[last]))
            {
                starts |= 1 << i;
                last = i;
            }
        }

        return starts;
    }

    private void Note(int neighbour, int length)
    {
        Records |= 1 << neighbour;
        _lengths[_count++] = length;
        _end += length;
    }

    private int Head(int flags)
    {
        _octets[_at] = (byte)(flags | LengthFlag | Width);
        PutPair(_at + MicroBlock.Flags, Records);
        return _at + MicroBlock.Flags + 2;
    }

    private void PutPair(int at, int value)
    {
        _octets[at] = (byte)value;
        _octets[at + 1] = (byte)(value >> 8);
    }

    private int Join(int head)
    {
        for (int i = 0; i < _count; i++)
        {
            _octets[head++] = (byte)_lengths[i];
            if (LengthFlag != 0)
            {
                _octets[head++] = (byte)(_lengths[i] >> 8);
            }
        }

        int body = _at + MicroBlock.MaxHead;
        Array.Copy(_octets, body, _octets, head, _end - body);
        return head + _end - body;
    }
}
