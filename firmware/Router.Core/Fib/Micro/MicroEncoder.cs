using System;

namespace Router.Core;

/// <summary>Turns 256 slots into a record: <see cref="Scan"/> once, then <see cref="Size"/> and <see cref="Write"/>.
/// Keeps its working arrays.</summary>
internal sealed class MicroEncoder
{
    /// <summary>No record is longer: a map with no frequent pattern, and 256 groups of 15 bits.</summary>
    public const int MaxOctets = 1 + MicroStarts.Quarters + 16 + 32 + 480;

    /// <summary>Octets of the working arrays.</summary>
    public const int WorkOctets = 256 + 512 + 256 + 32 + (2 * MicroRecord.MaxNumbered);

    private readonly byte[] _starts = new byte[256];
    private readonly ushort[] _groups = new ushort[256];
    private readonly byte[] _numbers = new byte[256];
    private readonly byte[] _patterns = new byte[32];
    private readonly ushort[] _distinct = new ushort[MicroRecord.MaxNumbered];
    private int _runs;
    private int _distinctCount;
    private int _startOctets;
    private bool _list;
    private int _kind;

    /// <summary>Finds the runs.</summary>
    /// <returns>False when all slots answer the same: no record is needed.</returns>
    public bool Scan(ushort[] slots)
    {
        Array.Clear(_patterns, 0, _patterns.Length);
        _runs = 0;
        _distinctCount = 0;
        for (int i = 0; i < 256; i++)
        {
            int group = slots[i];
            if (i > 0 && group == slots[i - 1])
            {
                continue;
            }

            if (i > 0)
            {
                _patterns[i >> 3] |= (byte)(1 << (i & 7));
            }

            _starts[_runs] = (byte)i;
            _groups[_runs] = (ushort)group;
            _numbers[_runs] = (byte)Number(group);
            _runs++;
        }

        int map = MapOctets();
        _list = _runs - 1 <= MicroStarts.MaxList && _runs - 1 <= map;
        _startOctets = _list ? _runs - 1 : map;
        return _runs > 1;
    }

    /// <summary>Octets of the record, when groups have <paramref name="width"/> bits.</summary>
    public int Size(int width)
    {
        int direct = _runs * width;
        int best = direct;
        _kind = MicroRecord.Direct;
        int kind = KindOf(_distinctCount);
        if (kind != MicroRecord.Direct)
        {
            int coded = (_distinctCount * width) + CodeBits(kind);
            if (coded < direct)
            {
                best = coded;
                _kind = kind;
            }
        }

        return 1 + _startOctets + ((best + 7) >> 3);
    }

    /// <summary>Writes the record that <see cref="Size"/> measured.</summary>
    public void Write(byte[] octets, int at, int size, int width)
    {
        Array.Clear(octets, at, size);
        int head = _kind << MicroRecord.KindShift;
        if (_list)
        {
            octets[at] = (byte)(head | MicroStarts.ListFlag | (_runs - 2));
            Array.Copy(_starts, 1, octets, at + 1, _runs - 1);
        }
        else
        {
            WriteMap(octets, at, head);
        }

        int codes = (at + 1 + _startOctets) * 8;
        if (_kind == MicroRecord.Direct)
        {
            for (int i = 0; i < _runs; i++)
            {
                MicroBits.Put(octets, codes + (i * width), width, _groups[i]);
            }

            return;
        }

        WriteCodes(octets, codes);
        for (int i = 0; i < _distinctCount; i++)
        {
            MicroBits.Put(octets, ((at + size) * 8) - ((i + 1) * width), width, _distinct[i]);
        }
    }

    private int MapOctets()
    {
        int quarters = 0;
        int groups = 0;
        int others = 0;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i] != 0)
            {
                quarters |= 1 << (i >> 3);
                groups++;
                others += MicroStarts.NumberOf(_patterns[i]) == MicroStarts.Other ? 1 : 0;
            }
        }

        return MicroBits.Ones(quarters) + ((groups + 1) >> 1) + others;
    }

    private void WriteMap(byte[] octets, int at, int head)
    {
        int next = at + 1;
        for (int quarter = 0; quarter < MicroStarts.Quarters; quarter++)
        {
            int map = 0;
            for (int i = 0; i < 8; i++)
            {
                map |= _patterns[(quarter * 8) + i] != 0 ? 1 << i : 0;
            }

            if (map != 0)
            {
                head |= 1 << quarter;
                octets[next++] = (byte)map;
            }
        }

        octets[at] = (byte)head;
        int position = next * 8;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i] != 0)
            {
                MicroBits.Put(octets, position, 4, MicroStarts.NumberOf(_patterns[i]));
                position += 4;
            }
        }

        next = (position + 7) >> 3;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i] != 0 && MicroStarts.NumberOf(_patterns[i]) == MicroStarts.Other)
            {
                octets[next++] = _patterns[i];
            }
        }
    }

    private void WriteCodes(byte[] octets, int position)
    {
        if (_kind >= MicroRecord.Numbered)
        {
            int bits = MicroRecord.BitsOf(_kind);
            for (int i = 0; i < _runs; i++)
            {
                MicroBits.Put(octets, position + (i * bits), bits, _numbers[i]);
            }

            return;
        }

        if (_kind == MicroRecord.Two)
        {
            return;
        }

        // Steps in the round of groups, less the one that a run takes at least.
        int width = _kind == MicroRecord.Three ? 1 : 2;
        for (int i = 1; i < _runs; i++)
        {
            int step = (_numbers[i] - _numbers[i - 1] + _distinctCount) % _distinctCount;
            MicroBits.Put(octets, position + ((i - 1) * width), width, step - 1);
        }
    }

    private int CodeBits(int kind)
    {
        switch (kind)
        {
            case MicroRecord.Two:
                return 0;
            case MicroRecord.Three:
                return _runs - 1;
            case MicroRecord.Four:
            case MicroRecord.Five:
                return (_runs - 1) * 2;
            default:
                return _runs * MicroRecord.BitsOf(kind);
        }
    }

    private static int KindOf(int distinct)
    {
        if (distinct <= 5)
        {
            return MicroRecord.Two + distinct - 2;
        }

        if (distinct <= 8)
        {
            return MicroRecord.Numbered;
        }

        if (distinct <= 16)
        {
            return MicroRecord.Numbered + 1;
        }

        return distinct <= MicroRecord.MaxNumbered ? MicroRecord.Numbered + 2 : MicroRecord.Direct;
    }

    // Beyond the largest number a record is direct, and how many groups there are no longer matters.
    private int Number(int group)
    {
        for (int i = 0; i < _distinctCount && i < MicroRecord.MaxNumbered; i++)
        {
            if (_distinct[i] == group)
            {
                return i;
            }
        }

        if (_distinctCount < MicroRecord.MaxNumbered)
        {
            _distinct[_distinctCount] = (ushort)group;
        }

        return _distinctCount <= MicroRecord.MaxNumbered ? _distinctCount++ : MicroRecord.MaxNumbered;
    }
}
