using System;

namespace Router.Core;

/// <content>Painting: routes come sorted by address, then length, so that each overwrites the longer stretch of the one
/// around it. Those longer than /24 paint the addresses of their /24 and become a record of a /20's block.</content>
public sealed partial class MicroTable
{
    // Fills the slots of the slice and writes the blocks of its /20s: all of them, or one.
    private bool Paint(
        int slice, uint[] routes, int start, int count, ushort[] groups, int cover, int only, int width)
    {
        for (int twenty = 0; twenty < MicroBlock.Neighbours; twenty++)
        {
            _staged[twenty] = only == None || only == twenty ? None : Kept;
        }

        _openTwenty = None;
        Fill(_outerSlots, 0, Slots, cover);
        int open = None;
        uint taken = 0;
        for (int i = start; i < start + count; i++)
        {
            uint key = RouteKey.KeyOf(routes[i]);
            int group = groups[RouteKey.ClassOf(routes[i])];
            if (key == taken || group == 0)
            {
                continue;
            }

            taken = key;
            int bits = (int)RouteKey.BitsOf(key);
            int length = RouteKey.LengthOf(key);
            if (length <= 8)
            {
                Fill(_outerSlots, bits >> 8, 1 << (8 - length), group);
                continue;
            }

            int slot = bits >> 8;
            if (slot != open)
            {
                if (open != None && !Close(slice, open, only, width))
                {
                    return false;
                }

                open = slot;
                Fill(_innerSlots, 0, Slots, _outerSlots[slot]);
            }

            Fill(_innerSlots, bits & 255, 1 << (16 - length), group);
        }

        if (open != None && !Close(slice, open, only, width))
        {
            return false;
        }

        CloseTwenty();
        return true;
    }

    // A /24 with prefixes inside is complete: a record, unless all of it answers alike.
    private bool Close(int slice, int slot, int only, int width)
    {
        int twenty = slot >> 4;
        int key = (slice << 4) | twenty;
        if (_staged[twenty] == Kept)
        {
            int at = _inner.Find(key, None);
            bool split = at != None && (MicroBlock.Records(_octets, at) >> (slot & 15) & 1) != 0;
            _outerSlots[slot] = split ? Split : (ushort)Find(((uint)slice << 16) | ((uint)slot << 8));
            return true;
        }

        if (!_encoder.Scan(_innerSlots))
        {
            _outerSlots[slot] = _innerSlots[0];
            return true;
        }

        _outerSlots[slot] = Split;
        if (twenty != _openTwenty)
        {
            CloseTwenty();
            if (!_writer.Begin(_octets, _used, Limit, width))
            {
                return false;
            }

            _openTwenty = twenty;
        }

        return _writer.AddRecord(slot & 15, _encoder);
    }

    private void CloseTwenty()
    {
        if (_openTwenty != None)
        {
            _staged[_openTwenty] = _used;
            _used = _writer.FinishInner();
            _openTwenty = None;
        }
    }

    // What a split /24 answers is never asked: it joins a neighbour, so that it costs no run.
    private void HideSplit(int cover)
    {
        int last = cover;
        for (int slot = Slots - 1; slot >= 0; slot--)
        {
            last = _outerSlots[slot] != Split ? _outerSlots[slot] : last;
        }

        for (int slot = 0; slot < Slots; slot++)
        {
            if (_outerSlots[slot] == Split)
            {
                _outerSlots[slot] = (ushort)last;
            }

            last = _outerSlots[slot];
        }
    }

    private static int MaxOf(uint[] routes, int start, int count, ushort[] groups, int cover)
    {
        int max = cover;
        for (int i = start; i < start + count; i++)
        {
            int group = groups[RouteKey.ClassOf(routes[i])];
            max = group > max ? group : max;
        }

        if (cover < 0 || max > MaxGroup)
        {
            throw new ArgumentException("A group is 0 to 32,767");
        }

        return max;
    }

    private static void Fill(ushort[] slots, int start, int count, int group)
    {
        for (int i = start; i < start + count; i++)
        {
            slots[i] = (ushort)group;
        }
    }
}
