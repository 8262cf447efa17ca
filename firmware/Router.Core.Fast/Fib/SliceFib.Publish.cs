using System;
using System.Runtime.CompilerServices;

namespace Router.Core.Fast;

/// <content>The writer: from routes to runs of equal answers, from these to records.</content>
public sealed unsafe partial class SliceFib
{
    public void Publish(
        int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)slice, (uint)SliceKind.Slices - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)cover, (uint)WideLeaf.MaxGroup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start + (ulong)(uint)count, (ulong)routes.Length);

        // Records are made anew by whole cells: a change inside one concerns all of it.
        int length = 0;
        uint bits = 0;
        if (changed != 0)
        {
            length = Math.Min(RouteKey.LengthOf(changed), 16 - CellOf(slice));
            bits = RouteKey.BitsOf(changed) & ~(0xffffu >> length);
        }

        fixed (uint* all = routes)
        {
            SliceSweep.Sweep(all + start, count, groups, cover, bits, length, 0, _runs);
        }

        Apply(slice, (int)bits, (int)bits + (0x1_0000 >> length));
        Tidy();
    }

    public void PublishUniform(int first, int count, int cover)
    {
        int end = first + count;
        if (first < 0 || count < 0 || end > SliceKind.Slices)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"slices from {first}");
        }

        EnsureGroup(cover);
        while (first < end)
        {
            int next = Math.Min(end, (first | 0xff) + 1);
            if (Paged && next - first == 256 && CellOf(first) != SliceKind.Octet)
            {
                ReshapeOctet(first >> 8, SliceKind.Octet, cover);
            }
            else if (CellOf(first) == SliceKind.Octet)
            {
                PublishPart(first, next, cover);
            }
            else
            {
                for (int slice = first; slice < next; slice++)
                {
                    WriteUniform(slice, cover);
                }
            }

            first = next;
        }

        Tidy();
    }

    // The runs say what the slice answers from one of its addresses up to another.
    private void Apply(int slice, int from, int to)
    {
        EnsureGroup(_runs.MaxGroup);
        if (CellOf(slice) == SliceKind.Octet)
        {
            if (_runs.Count == 1)
            {
                PublishPart(slice, slice + 1, _runs.Groups[0]);
                return;
            }

            ReshapeOctet(slice >> 8, SliceKind.Coarse, -1);
        }

        int splits = WriteSlice(slice, _runs, from, to);
        if (splits >= FineFrom && Paged && CellOf(slice) == SliceKind.Coarse)
        {
            LookAtOctet(slice >> 8);
        }
    }

    private void WriteUniform(int slice, int group)
    {
        uint shared = Wide ? Uniform<WideLeaf>(group) : Uniform<NarrowLeaf>(group);
        uint* entry = (uint*)(_image.Base + EntryAt(slice));
        if (*entry != shared || CellOf(slice) != SliceKind.Coarse)
        {
            _runs.Clear();
            _runs.Append(0, group);
            WriteSlice(slice, _runs, 0, 0x1_0000);
        }
    }

    // Slices of an octet that has one record.
    private void PublishPart(int first, int end, int group)
    {
        int origin = first & ~0xff;
        _runs.Clear();
        _runs.Append((first - origin) << 16, group);
        Write(TopAt(first), SliceKind.Octet, 0, _runs, (first - origin) << 16, (end - origin) << 16);
    }

    private int WriteSlice(int slice, RunList runs, int from, int to)
    {
        uint at = EntryAt(slice);
        if (CellOf(slice) == SliceKind.Coarse)
        {
            return Write(at, SliceKind.Coarse, 0, runs, from, to);
        }

        for (int quarter = 0; quarter < 4; quarter++)
        {
            int origin = quarter << 14;
            int first = Math.Max(from, origin);
            int end = Math.Min(to, origin + (1 << 14));
            if (first < end)
            {
                Write(at + ((uint)quarter * sizeof(uint)), SliceKind.Fine, origin, runs, first, end);
            }
        }

        return 0;
    }

    private int Write(uint at, int cell, int origin, RunList runs, int from, int to) => Wide
        ? Write<WideLeaf>(at, cell, origin, runs, from, to)
        : Write<NarrowLeaf>(at, cell, origin, runs, from, to);

    // Replaces the answers from one address up to another in the record that an index entry leads to. Returns the
    // number of divided cells.
    [SkipLocalsInit]
    private int Write<TLeaf>(uint at, int cell, int origin, RunList runs, int from, int to)
        where TLeaf : struct, ILeaf
    {
        uint place = PlaceAt(at, cell);
        int first = (from - origin) >> cell;
        int end = (to - origin) >> cell;
        if (Splice<TLeaf>(at, place, cell, runs, first, end, origin))
        {
            return 0;
        }

        if (end == first + 1 && PatchCell<TLeaf>(place, cell, runs, first, origin, to))
        {
            return 0;
        }

        byte* memory = stackalloc byte[CellRuns.Octets * 2];
        var old = new CellRuns(memory, cell);
        var fresh = new CellRuns(memory + CellRuns.Octets, cell);
        SliceRecord<TLeaf>.Decode(_image.Base + place, ref old);
        fresh.AppendPart(old, 0, first);
        Fill<TLeaf>(ref fresh, old, runs, first, end, origin, to);
        fresh.AppendPart(old, end, CellRuns.Cells);
        if (!PatchRecord<TLeaf>(place, old, fresh))
        {
            uint next = fresh.Count == 1 ? Uniform<TLeaf>(fresh.Values[0]) : Store<TLeaf>(fresh);
            Link(at, cell, next, SliceRecord<TLeaf>.Size(fresh));
            if (old.Count > 1)
            {
                Retire(place - (uint)SliceRecord<TLeaf>.Links(old), SliceRecord<TLeaf>.Size(old));
            }
        }

        if (old.Splits > 0)
        {
            RetireChildren<TLeaf>(old, fresh);
        }

        return fresh.Splits;
    }

    private void Fill<TLeaf>(
        ref CellRuns fresh, in CellRuns old, RunList runs, int first, int end, int origin, int to)
        where TLeaf : struct, ILeaf
    {
        int cellBits = fresh.Cell;
        int run = 0;
        for (int cell = first; cell < end;)
        {
            int address = origin + (cell << cellBits);
            run = runs.Find(address, run);
            int whole = (runs.EndOf(run, to) - origin) >> cellBits;
            if (whole > cell)
            {
                fresh.Append(cell, runs.Groups[run]);
                cell = Math.Min(whole, end);
                continue;
            }

            int before = old.Find(cell);
            bool divided = old.Starts[before] == cell && old.Values[before] >= CellRuns.Split;
            uint* known = divided ? old.ChildrenOf(old.Values[before]) : null;
            uint* links = fresh.AppendSplit(cell);
            for (int i = 0; i < fresh.PerSplit; i++, address += CellRuns.ChildCells)
            {
                run = runs.Find(address, run);
                links[i] = Child<TLeaf>(runs, run, address, to, known == null ? 0 : known[i]);
            }

            cell++;
        }
    }

    private uint Store<TLeaf>(in CellRuns runs)
        where TLeaf : struct, ILeaf
    {
        uint place = Allocate(SliceRecord<TLeaf>.Size(runs)) + (uint)SliceRecord<TLeaf>.Links(runs);
        SliceRecord<TLeaf>.Encode(_image.Base + place, runs);
        return place;
    }

    // The shared record of one answer.
    private uint Uniform<TLeaf>(int group)
        where TLeaf : struct, ILeaf
    {
        if (group >= _uniform.Length)
        {
            Array.Resize(ref _uniform, Math.Max(group + 1, Math.Min(_uniform.Length * 2, TLeaf.MaxGroup + 1)));
        }

        if (_uniform[group] == 0)
        {
            uint place = Allocate(SliceRecord<TLeaf>.UniformSize);
            SliceRecord<TLeaf>.EncodeUniform(_image.Base + place, group);
            *(uint*)(_image.Base + place + SliceRecord<TLeaf>.SelfLink) = place;
            _uniform[group] = place;
        }

        return _uniform[group];
    }
}
