using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Router.Core.Fast;

/// <content>The quick way to change a record: new answers for some of its cells, no cell divided.</content>
public sealed unsafe partial class SliceFib
{
    // Changes the cells from first up to end as the runs say. False: the record has divided cells, or would have.
    [SkipLocalsInit]
    private bool Splice<TLeaf>(uint at, uint place, int cell, RunList runs, int first, int end, int origin)
        where TLeaf : struct, ILeaf
    {
        byte* record = _image.Base + place;
        int count = SliceRecord<TLeaf>.RunsOf(record);
        ulong* starts = stackalloc ulong[4];
        SliceRecord<TLeaf>.ReadStarts(record, count, starts);

        // Runs that start before the first cell, and before the end.
        int before = Rank(starts, first);
        int inside = Rank(starts, end);
        if (runs.Count == 1 && PatchRun<TLeaf>(record, count, starts, before, inside, first, end, runs.Groups[0]))
        {
            return true;
        }

        if (SliceRecord<TLeaf>.HasSplits(record, count) || !runs.FitCells(cell, origin, first, end))
        {
            return false;
        }

        // The new runs, without the first if it goes on what is before, then what goes on behind them.
        int* values = stackalloc int[CellRuns.Cells + 1];
        int added = 0;
        int last = before == 0 ? -1 : SliceRecord<TLeaf>.AnswerOf(record, before - 1);
        int tail = end < CellRuns.Cells ? SliceRecord<TLeaf>.AnswerOf(record, Rank(starts, end + 1) - 1) : -1;
        bool tailStarts = end < CellRuns.Cells && (starts[end >> 6] >> end & 1) != 0;
        ClearStarts(starts, first, end);
        int address = origin + (first << cell);
        for (int run = runs.Find(address, 0); run < runs.Count; run++)
        {
            int start = Math.Max(first, (runs.Starts[run] - origin) >> cell);
            int group = runs.Groups[run];
            if (start >= end)
            {
                break;
            }

            if (group != last)
            {
                starts[start >> 6] |= 1ul << start;
                values[added++] = group;
                last = group;
            }
        }

        int behind = inside;
        if (end < CellRuns.Cells)
        {
            if (tail == last)
            {
                starts[end >> 6] &= ~(1ul << end);
                behind += tailStarts ? 1 : 0;
            }
            else if (!tailStarts)
            {
                starts[end >> 6] |= 1ul << end;
                values[added++] = tail;
            }
        }

        int total = before + added + count - behind;
        int size = SliceRecord<TLeaf>.PlainSize(total, cell);
        uint fresh;
        if (total == count && count > 1 && SameStarts<TLeaf>(record, starts))
        {
            // No bound has moved: a reader finds an answer of before the change or of after it.
            for (int i = 0; i < added; i++)
            {
                TLeaf.Store(SliceRecord<TLeaf>.Answer(record, before + i), values[i]);
            }

            return true;
        }

        if (total == 1)
        {
            fresh = Uniform<TLeaf>(before > 0 ? SliceRecord<TLeaf>.AnswerOf(record, 0) : values[0]);
            if (fresh == place)
            {
                return true;
            }
        }
        else
        {
            fresh = Allocate(size);
            byte* target = _image.Base + fresh;
            byte* source = _image.Base + place;
            SliceRecord<TLeaf>.WriteStarts(target, starts);
            byte* answers = SliceRecord<TLeaf>.Answer(target, 0);
            Unsafe.CopyBlockUnaligned(answers, SliceRecord<TLeaf>.Answer(source, 0), (uint)(before * TLeaf.Size));
            for (int i = 0; i < added; i++)
            {
                TLeaf.Store(answers + ((before + i) * TLeaf.Size), values[i]);
            }

            Unsafe.CopyBlockUnaligned(
                answers + ((before + added) * TLeaf.Size),
                SliceRecord<TLeaf>.Answer(source, behind),
                (uint)((count - behind) * TLeaf.Size));
        }

        Link(at, cell, fresh, size);
        if (count > 1)
        {
            Retire(place, SliceRecord<TLeaf>.PlainSize(count, cell));
        }

        return true;
    }

    // The new answer is one run. True when the record says so already, or does after one store.
    private static bool PatchRun<TLeaf>(
        byte* record, int count, ulong* starts, int before, int inside, int first, int end, int group)
        where TLeaf : struct, ILeaf
    {
        bool startsHere = (starts[first >> 6] >> first & 1) != 0;
        if (inside - before > (startsHere ? 1 : 0))
        {
            return false;
        }

        int run = startsHere ? before : before - 1;
        int answer = SliceRecord<TLeaf>.AnswerOf(record, run);
        if (answer == group && !TLeaf.IsSplit(answer))
        {
            return true;
        }

        bool endsHere = end == CellRuns.Cells || (starts[end >> 6] >> end & 1) != 0;
        if (!startsHere || !endsHere || count == 1 || TLeaf.IsSplit(answer)
            || (run > 0 && SliceRecord<TLeaf>.AnswerOf(record, run - 1) == group)
            || (run + 1 < count && SliceRecord<TLeaf>.AnswerOf(record, run + 1) == group))
        {
            return false;
        }

        TLeaf.Store(SliceRecord<TLeaf>.Answer(record, run), group);
        return true;
    }

    private static bool SameStarts<TLeaf>(byte* record, ulong* starts)
        where TLeaf : struct, ILeaf
    {
        ulong* old = stackalloc ulong[4];
        SliceRecord<TLeaf>.ReadStarts(record, 2, old);
        return old[0] == starts[0] && old[1] == starts[1] && old[2] == starts[2] && old[3] == starts[3];
    }

    // How many runs start before a cell.
    private static int Rank(ulong* starts, int cell)
    {
        int rank = 0;
        for (int word = 0; word < cell >> 6; word++)
        {
            rank += BitOperations.PopCount(starts[word]);
        }

        return (cell & 63) == 0 ? rank : rank + BitOperations.PopCount(starts[cell >> 6] << (64 - (cell & 63)));
    }

    private static void ClearStarts(ulong* starts, int first, int end)
    {
        for (int word = first >> 6; word << 6 < end; word++)
        {
            ulong keep = 0;
            keep |= word << 6 < first ? ~(ulong.MaxValue << first) : 0;
            keep |= (word + 1) << 6 > end ? ulong.MaxValue << end : 0;
            starts[word] &= keep;
        }
    }
}
