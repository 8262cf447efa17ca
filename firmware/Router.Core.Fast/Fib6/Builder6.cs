using System;

namespace Router.Core.Fast;

/// <summary>Writes nodes for runs, and takes them back.</summary>
internal sealed unsafe class Builder6
{
    private readonly Arena6 _arena;
    private readonly Runs6 _runs;

    public Builder6(Arena6 arena, Runs6 runs)
    {
        _arena = arena;
        _runs = runs;
    }

    /// <summary>A reference to what the swept runs answer.</summary>
    /// <param name="address">The prefix that they lie in.</param>
    /// <param name="bits">Its length.</param>
    public uint Build(UInt128 address, int bits) => Build(address, bits, 0, _runs.Count);

    /// <summary>No reader shall find these nodes any more.</summary>
    public void Retire(uint reference)
    {
        byte* node = _arena.Base + Node6.PlaceOf(reference);
        switch (Node6.KindOf(reference))
        {
            case NodeKind.Record:
                for (int i = 0; i < Node6.RunsOf(node); i++)
                {
                    Retire(*Node6.RunAt(node, i));
                }

                _arena.Retire(Node6.PlaceOf(reference), Node6.RecordSize(node));
                break;
            case NodeKind.LongList:
                for (int i = 0; i < Node6.ListCount(node); i++)
                {
                    Retire(((uint*)Node6.ListAnswers(node))[i]);
                }

                goto case NodeKind.List;
            case NodeKind.List:
                int size = Node6.ListSize(Node6.ListCount(node), Node6.KindOf(reference));
                _arena.Retire(Node6.PlaceOf(reference), size);
                break;
        }
    }

    public uint WriteRecord(ReadOnlySpan<int> values, ReadOnlySpan<uint> references)
    {
        uint at = _arena.Allocate(Node6.RecordSize(values.Length));
        Node6.WriteRecord(_arena.Base + at, values, references);
        return Node6.Reference(at, NodeKind.Record);
    }

    private uint Build(UInt128 address, int bits, int from, int to)
    {
        if (to - from == 1)
        {
            return (uint)_runs.GroupAt(from);
        }

        Span<Cell> cells = stackalloc Cell[256];
        Span<uint> references = stackalloc uint[256];
        int count = Divide(address, bits, Node6.ListBits, from, to, cells.Slice(0, Node6.MaxList));
        if (count > 0)
        {
            return BuildList(bits, cells.Slice(0, count), references);
        }

        Span<int> values = stackalloc int[256];
        count = Divide(address, bits, Node6.RecordBits, from, to, cells);
        for (int i = 0; i < count; i++)
        {
            Cell cell = cells[i];
            values[i] = (int)ValueOf(cell.Start, bits, Node6.RecordBits);
            references[i] = Build(cell.Start, bits + Node6.RecordBits, cell.From, cell.To);
        }

        return WriteRecord(values.Slice(0, count), references.Slice(0, count));
    }

    private uint BuildList(int bits, ReadOnlySpan<Cell> cells, Span<uint> references)
    {
        NodeKind kind = NodeKind.List;
        for (int i = 0; i < cells.Length; i++)
        {
            references[i] = Build(cells[i].Start, bits + Node6.ListBits, cells[i].From, cells[i].To);
            kind = references[i] > ushort.MaxValue ? NodeKind.LongList : kind;
        }

        uint at = _arena.Allocate(Node6.ListSize(cells.Length, kind));
        byte* list = _arena.Base + at;
        *(int*)list = cells.Length;
        for (int i = 0; i < cells.Length; i++)
        {
            Node6.ListStarts(list)[i] = (uint)ValueOf(cells[i].Start, bits, Node6.ListBits);
            if (kind == NodeKind.List)
            {
                ((ushort*)Node6.ListAnswers(list))[i] = (ushort)references[i];
            }
            else
            {
                ((uint*)Node6.ListAnswers(list))[i] = references[i];
            }
        }

        return Node6.Reference(at, kind);
    }

    // Bits of an address behind a prefix, as many as are looked at in one step; behind its end are zeros.
    private static ulong ValueOf(UInt128 address, int bits, int width) => (ulong)((address << bits) >> (128 - width));

    // Cells of one step's width that hold several runs stand alone; between them are stretches with one. 0: too many.
    private int Divide(UInt128 address, int bits, int width, int from, int to, Span<Cell> cells)
    {
        UInt128 last = address | ~RouteList6.Mask(bits);
        UInt128 rest = bits + width >= 128 ? UInt128.Zero : ~RouteList6.Mask(bits + width);
        UInt128 at = address;
        int run = from;
        int count = 0;
        while (true)
        {
            if (count == cells.Length)
            {
                return 0;
            }

            bool ends = run + 1 == to;
            UInt128 next = ends ? UInt128.Zero : _runs.StartAt(run + 1);
            int until = run + 1;
            if (!ends && next - at <= rest)
            {
                while (until < to && _runs.StartAt(until) - at <= rest)
                {
                    until++;
                }

                cells[count++] = new Cell(at, run, until);
                run = until - 1;
                next = (at | rest) + 1;
                ends = (at | rest) == last;
            }
            else
            {
                cells[count++] = new Cell(at, run, until);
                next &= ~rest;
            }

            if (ends)
            {
                return count;
            }

            at = next;
            if (run + 1 < to && _runs.StartAt(run + 1) == at)
            {
                run++;
            }
        }
    }

    private readonly record struct Cell(UInt128 Start, int From, int To);
}
