using System;

namespace Router.Core;

/// <content>Changes: what a slice answers is painted slot by slot, then its blocks are written, then the index
/// learns of them.</content>
public sealed partial class MicroTable
{
    private const int Slots = 256;

    // A /24 that has prefixes inside and a record of its own.
    private const ushort Split = 0xffff;

    private readonly ushort[] _outerSlots = new ushort[Slots];
    private readonly ushort[] _innerSlots = new ushort[Slots];

    // Of each /20 of the slice: where its new block is, 0 or more; None; or Kept.
    private const int None = -1;
    private const int Kept = -2;
    private readonly int[] _staged = new int[MicroBlock.Neighbours];

    // The block of the slice's /12 as it is: start and length of records, or start -1 and a group.
    private readonly int[] _starts = new int[MicroBlock.Neighbours];
    private readonly int[] _lengths = new int[MicroBlock.Neighbours];
    private readonly int[] _groups = new int[MicroBlock.Neighbours];
    private int _deeper;
    private int _width;

    private int _openTwenty;

    private static int WorkOctets => (4 * Slots) + (16 * MicroBlock.Neighbours) + MicroEncoder.WorkOctets;

    /// <summary>Makes a slice answer from these routes, or refuses.</summary>
    public void Publish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed) =>
        TryPublish(slice, routes, start, count, groups, cover, changed);

    /// <summary>Makes neighbouring slices answer one group, or refuses.</summary>
    public void PublishUniform(int first, int count, int cover) =>
        TryPublishUniform(first, count, cover);

    /// <summary>Makes a slice answer from these routes; see <see cref="IRouteSink"/>.</summary>
    /// <returns>False when there is no room: the slice answers as before.</returns>
    public bool TryPublish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed)
    {
        int width = MicroBits.Width(MaxOf(routes, start, count, groups, cover));
        int only = changed != 0 && Refused == 0 && RouteKey.LengthOf(changed) > 4
            ? (int)(RouteKey.BitsOf(changed) >> 12)
            : None;
        int mark = _used;
        int attempt = 0;
        while (!Stage(slice, routes, start, count, groups, cover, only, width))
        {
            _used = mark;
            if (!MakeRoom(attempt++))
            {
                Refused++;
                return false;
            }

            mark = _used;
        }

        return true;
    }

    /// <summary>Makes neighbouring slices answer one group.</summary>
    /// <returns>False when there is no room: one /12 or more answers as before.</returns>
    public bool TryPublishUniform(int first, int count, int cover)
    {
        if (cover < 0 || cover > MaxGroup)
        {
            throw new ArgumentException("A group is 0 to 32,767");
        }

        bool done = true;
        int end = first + count;
        while (first < end)
        {
            int next = (first | (MicroBlock.Neighbours - 1)) + 1;
            if ((first & (MicroBlock.Neighbours - 1)) == 0 && next <= end)
            {
                next = end & ~(MicroBlock.Neighbours - 1);
                done &= SetWhole(first >> 4, (next >> 4) - 1, cover);
            }
            else
            {
                next = next < end ? next : end;
                done &= SetPart(first, next - first, cover);
            }

            first = next;
        }

        Refused += done ? 0 : 1;
        return done;
    }

    private bool SetWhole(int first, int last, int cover)
    {
        if (!_index.HasRoom(first, last))
        {
            return false;
        }

        for (int key = first; key <= last; key++)
        {
            int at = _index.At(key);
            DropInner(key << 4, MicroBlock.Neighbours, Deeper(at));
            Forget(at);
        }

        _index.Set(first, last, ~cover);
        return true;
    }

    private bool SetPart(int slice, int count, int cover)
    {
        int attempt = 0;
        int value;
        int deeper = Deeper(_index.At(slice >> 4));
        while (!Join(slice, count, cover, false, false, MicroBits.Width(cover), out value))
        {
            if (!MakeRoom(attempt++))
            {
                return false;
            }
        }

        DropInner(slice, count, deeper);
        Link(slice >> 4, value);
        return true;
    }

    private void DropInner(int slice, int count, int deeper)
    {
        for (int i = slice; i < slice + count; i++)
        {
            for (int twenty = 0; twenty < MicroBlock.Neighbours && (deeper >> (i & 15) & 1) != 0; twenty++)
            {
                LinkInner((i << 4) | twenty, None);
            }
        }
    }

    private int Deeper(int at) => at < 0 ? 0 : MicroBlock.Deeper(_octets, at);

    // Writes all blocks that change behind the living, and links them if all have room.
    private bool Stage(
        int slice, uint[] routes, int start, int count, ushort[] groups, int cover, int only, int width)
    {
        int added = 0;
        bool deeper = false;
        if (!Paint(slice, routes, start, count, groups, cover, only, width))
        {
            return false;
        }

        for (int twenty = 0; twenty < MicroBlock.Neighbours; twenty++)
        {
            bool had = _inner.Find((slice << 4) | twenty, None) != None;
            bool has = _staged[twenty] == Kept ? had : _staged[twenty] != None;
            deeper |= has;
            added += (has ? 1 : 0) - (had ? 1 : 0);
        }

        HideSplit(cover);
        bool record = _encoder.Scan(_outerSlots);
        int value;
        if (!_inner.HasRoom(added) || !Join(slice, 1, _outerSlots[0], record, deeper, width, out value))
        {
            return false;
        }

        for (int twenty = 0; twenty < MicroBlock.Neighbours; twenty++)
        {
            if (_staged[twenty] != Kept)
            {
                LinkInner((slice << 4) | twenty, _staged[twenty]);
            }
        }

        Link(slice >> 4, value);
        return true;
    }

    private void Link(int key, int value)
    {
        Forget(_index.At(key));
        _index.Set(key, key, value);
        _live += value >= 0 ? MicroBlock.Size(_octets, value) : 0;
    }

    private void LinkInner(int key, int at)
    {
        Forget(_inner.Find(key, None));
        if (at == None)
        {
            _inner.Remove(key);
            return;
        }

        _inner.Set(key, at);
        _live += MicroBlock.Size(_octets, at);
    }

    private void Forget(int at) => _live -= at >= 0 ? MicroBlock.Size(_octets, at) : 0;

    // The block of a /12 in which some slices answer otherwise: one with a record, or one or more with a group.
    private bool Join(int slice, int count, int group, bool record, bool deeper, int width, out int value)
    {
        int key = slice >> 4;
        int first = slice & 15;
        int last = first + count - 1;
        Load(key);
        bool copies = false;
        bool uniform = !record;
        for (int i = 0; i < MicroBlock.Neighbours; i++)
        {
            if (i >= first && i <= last)
            {
                _starts[i] = -1;
                _groups[i] = group;
                _deeper = deeper ? _deeper | (1 << i) : _deeper & ~(1 << i);
            }

            copies |= _starts[i] >= 0;
            int needed = _starts[i] >= 0 ? _width : MicroBits.Width(_groups[i]);
            width = needed > width ? needed : width;
            uniform &= _starts[i] < 0 && _groups[i] == _groups[0];
        }

        value = ~_groups[0];
        if (uniform && _deeper == 0)
        {
            return _index.HasRoom(key, key);
        }

        value = _used;
        if (!_index.HasRoom(key, key) || !_writer.Begin(_octets, _used, Limit, width))
        {
            return false;
        }

        for (int i = 0; i < MicroBlock.Neighbours; i++)
        {
            if (!Add(i, record && i == first, width))
            {
                return false;
            }
        }

        _used = _writer.FinishOuter(_deeper);
        return true;
    }

    private bool Add(int neighbour, bool record, int width)
    {
        if (record)
        {
            _encoder.Scan(_outerSlots);
            return _writer.AddRecord(neighbour, _encoder);
        }

        int start = _starts[neighbour];
        if (start < 0)
        {
            _writer.AddGroup(neighbour, _groups[neighbour]);
            return true;
        }

        if (width == _width)
        {
            return _writer.AddCopy(neighbour, start, _lengths[neighbour]);
        }

        // Groups become wider in the whole block. The slots of /24s are free: their blocks are written by now.
        for (int slot = 0; slot < Slots; slot++)
        {
            int found = MicroRecord.Find(_octets, start, start + _lengths[neighbour], slot, _width);
            _innerSlots[slot] = (ushort)found;
        }

        _encoder.Scan(_innerSlots);
        return _writer.AddRecord(neighbour, _encoder);
    }

    private void Load(int key)
    {
        int at = _index.At(key);
        _deeper = Deeper(at);
        _width = at < 0 ? 0 : _octets[at] & MicroBlock.WidthMask;
        int records = at < 0 ? 0 : MicroBlock.Records(_octets, at);
        int lengths = at < 0 ? 0 : MicroBlock.LengthsAt(_octets, at);
        int octets = at < 0 ? 0 : MicroBlock.LengthOctets(_octets[at]);
        int start = lengths + (MicroBits.Ones16(records) * octets);
        for (int i = 0; i < MicroBlock.Neighbours; i++)
        {
            if ((records >> i & 1) == 0)
            {
                _starts[i] = -1;
                _groups[i] = at < 0 ? ~at : MicroBlock.Group(_octets, at, i);
                continue;
            }

            _starts[i] = start;
            _lengths[i] = octets == 1 ? _octets[lengths] : MicroBlock.Pair(_octets, lengths);
            _groups[i] = 0;
            start += _lengths[i];
            lengths += octets;
        }
    }
}
