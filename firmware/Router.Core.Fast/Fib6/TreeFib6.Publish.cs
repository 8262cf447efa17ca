using System;
using System.Collections.Generic;
using System.Threading;

namespace Router.Core.Fast;

/// <content>Changes: the smallest node around a prefix is built anew, and one reference to it replaced.</content>
public sealed unsafe partial class TreeFib6
{
    // The bits that pages are for.
    private const int PageBits = 24;

    // A record with so few routes below becomes a list again.
    private const int FewRoutes = Node6.MaxList / 4;

    // What a change leaves behind: nodes with all that is below, and records whose references live on elsewhere.
    private readonly List<uint> _oldTrees = new();
    private readonly List<uint> _oldRecords = new();

    private void Publish(UInt128 address, int length)
    {
        if (length <= PageBits)
        {
            PublishShort(address, length);
            return;
        }

        uint at = EntryAt(address, PageBits);
        uint old = Load(at);
        int cover = _short.Cover(address, 0, PageBits);
        if (_long.TryGetValue(Page(address), out RouteList6? routes))
        {
            Store(at, Update(old, routes, address, length, PageBits, cover));
        }
        else
        {
            Store(at, (uint)cover);
            _oldTrees.Add(old);
        }

        Retire();
        Collapse(address);
    }

    // All entries of the pages that the prefix covers, as far as nothing longer covers them.
    private void PublishShort(UInt128 address, int length)
    {
        int bits = length <= 8 ? 8 : length <= 16 ? 16 : PageBits;
        uint at = EntryAt(address, bits);
        int cover = _short.Cover(address, 0, bits - 8);
        for (int i = 0; i < 1 << (bits - length); i++)
        {
            Refresh(at + ((uint)i * sizeof(uint)), address + ((UInt128)(uint)i << (128 - bits)), bits, cover);
        }

        Retire();
        Collapse(address);
    }

    private void Refresh(uint at, UInt128 address, int bits, int cover)
    {
        int inside = _short.Cover(address, bits - 7, bits);
        cover = inside != 0 ? inside : cover;
        uint old = Load(at);
        if (bits < PageBits && Node6.KindOf(old) != NodeKind.Group)
        {
            for (uint i = 0; i < 256; i++)
            {
                uint entry = Node6.PlaceOf(old) + (i * sizeof(uint));
                Refresh(entry, address + ((UInt128)i << (120 - bits)), bits + 8, cover);
            }

            CollapsePage(at);
        }
        else if (bits == PageBits && _long.TryGetValue(Page(address), out RouteList6? routes))
        {
            _runs.Sweep(routes, address, bits, cover);
            Store(at, _builder.Build(address, bits));
            _oldTrees.Add(old);
        }
        else
        {
            Store(at, (uint)cover);
        }
    }

    // The entry of a page of 8, 16 or 24 bits; pages on the way are made.
    private uint EntryAt(UInt128 address, int bits)
    {
        uint at = Arena6.RootAt + ((uint)(address >> 120) * sizeof(uint));
        for (int level = 16; level <= bits; level += 8)
        {
            uint reference = Load(at);
            if (Node6.KindOf(reference) == NodeKind.Group)
            {
                uint page = _arena.Allocate(Node6.PageOctets);
                new Span<uint>(_arena.Base + page, 256).Fill(reference);
                reference = Node6.Reference(page, NodeKind.Record);
                Store(at, reference);
                _pageOctets += Node6.PageOctets;
            }

            at = Node6.PlaceOf(reference) + (((uint)(address >> (128 - level)) & 255) * sizeof(uint));
        }

        return at;
    }

    // Pages whose entries all are one group give way to it.
    private void Collapse(UInt128 address)
    {
        uint top = Arena6.RootAt + ((uint)(address >> 120) * sizeof(uint));
        uint reference = Load(top);
        if (Node6.KindOf(reference) != NodeKind.Group)
        {
            CollapsePage(Node6.PlaceOf(reference) + (((uint)(address >> 112) & 255) * sizeof(uint)));
            CollapsePage(top);
        }
    }

    private void CollapsePage(uint at)
    {
        uint reference = Load(at);
        if (Node6.KindOf(reference) == NodeKind.Group)
        {
            return;
        }

        uint page = Node6.PlaceOf(reference);
        uint first = Load(page);
        if (Node6.KindOf(first) == NodeKind.Group
            && !new ReadOnlySpan<uint>(_arena.Base + page, 256).ContainsAnyExcept(first))
        {
            Store(at, first);
            _arena.Retire(page, Node6.PageOctets);
            _pageOctets -= Node6.PageOctets;
        }
    }

    private void Retire()
    {
        foreach (uint tree in _oldTrees)
        {
            _builder.Retire(tree);
        }

        foreach (uint record in _oldRecords)
        {
            uint at = Node6.PlaceOf(record);
            _arena.Retire(at, Node6.RecordSize(_arena.Base + at));
        }

        _oldTrees.Clear();
        _oldRecords.Clear();
    }

    private uint Load(uint at) => *(uint*)(_arena.Base + at);

    // Releases: readers that find the reference find what it refers to.
    private void Store(uint at, uint reference) => Volatile.Write(ref *(uint*)(_arena.Base + at), reference);

    // A reference that answers for the routes now. What the old one alone led to is retired, which readers outlive.
    private uint Update(uint old, RouteList6 routes, UInt128 address, int length, int bits, int cover)
    {
        int below = bits + Node6.RecordBits;
        UInt128 around = address & RouteList6.Mask(bits);
        bool few = routes.Behind(around, bits) - routes.From(around, bits) <= FewRoutes;
        if (Node6.KindOf(old) != NodeKind.Record || length < below || few)
        {
            int inside = routes.Cover(around, PageBits + 1, bits);
            _runs.Sweep(routes, around, bits, inside != 0 ? inside : cover);
            uint built = _builder.Build(around, bits);
            _oldTrees.Add(old);
            return built;
        }

        int value = (int)(address >> (128 - below)) & 255;
        byte* record = _arena.Base + Node6.PlaceOf(old);
        int run = Node6.FindRun(record, (uint)value);
        uint child = *Node6.RunAt(record, run);
        uint changed = Update(child, routes, address, length, below, cover);
        if (changed == child)
        {
            return old;
        }

        // A run of one value, before and after: one reference is all that changes.
        record = _arena.Base + Node6.PlaceOf(old);
        bool alone = Node6.StartsRun(record, (uint)value) && (value == 255 || Node6.StartsRun(record, (uint)value + 1));
        if (alone && Node6.KindOf(changed) != NodeKind.Group)
        {
            Volatile.Write(ref *Node6.RunAt(record, run), changed);
            return old;
        }

        return Rewrite(old, value, changed);
    }

    // The same record with another reference at one value.
    private uint Rewrite(uint old, int value, uint reference)
    {
        byte* record = _arena.Base + Node6.PlaceOf(old);
        Span<int> values = stackalloc int[256];
        Span<uint> references = stackalloc uint[256];
        int count = 0;
        for (int i = 0; i < 256; i++)
        {
            uint here = i == value ? reference : *Node6.RunAt(record, Node6.FindRun(record, (uint)i));
            if (count == 0 || references[count - 1] != here)
            {
                values[count] = i;
                references[count++] = here;
            }
        }

        uint rewritten = count == 1
            ? references[0]
            : _builder.WriteRecord(values.Slice(0, count), references.Slice(0, count));
        _oldRecords.Add(old);
        return rewritten;
    }
}
