using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Router.Core.Fast;

/// <content>
/// Changes in place, and divided cells. An address is answered through one answer or one link, so that any number of
/// these may be replaced one after the other: a reader finds what was there before the change or after it.
/// </content>
public sealed unsafe partial class SliceFib
{
    // Changes a record in which runs start where they did, and the same cells are divided.
    private bool PatchRecord<TLeaf>(uint place, in CellRuns old, in CellRuns fresh)
        where TLeaf : struct, ILeaf
    {
        if (old.Count != fresh.Count || old.Splits != fresh.Splits
            || !new ReadOnlySpan<byte>(old.Starts, old.Count).SequenceEqual(new(fresh.Starts, old.Count)))
        {
            return false;
        }

        if (old.Count == 1)
        {
            return old.Values[0] == fresh.Values[0];
        }

        for (int i = 0; i < old.Count; i++)
        {
            if (((old.Values[i] ^ fresh.Values[i]) & CellRuns.Split) != 0)
            {
                return false;
            }
        }

        byte* record = _image.Base + place;
        for (int i = 0; i < old.Count; i++)
        {
            if (old.Values[i] != fresh.Values[i])
            {
                TLeaf.Store(SliceRecord<TLeaf>.Answer(record, i), fresh.Values[i]);
            }
        }

        for (int link = 0; link < old.Splits * old.PerSplit; link++)
        {
            if (old.Children[link] != fresh.Children[link])
            {
                // Releases: the child was written just before.
                Volatile.Write(ref ((uint*)record)[-1 - link], fresh.Children[link]);
            }
        }

        return true;
    }

    // Changes the children of one cell that is divided and stays so.
    private bool PatchCell<TLeaf>(uint place, int cell, RunList runs, int first, int origin, int to)
        where TLeaf : struct, ILeaf
    {
        byte* record = _image.Base + place;
        ulong* starts = stackalloc ulong[4];
        int count = SliceRecord<TLeaf>.RunsOf(record);
        SliceRecord<TLeaf>.ReadStarts(record, count, starts);
        if (runs.Count == 1 || (starts[first >> 6] >> first & 1) == 0)
        {
            return false;
        }

        int before = Rank(starts, first);
        int answer = SliceRecord<TLeaf>.AnswerOf(record, before);
        if (!TLeaf.IsSplit(answer))
        {
            return false;
        }

        int splits = TLeaf.Size == 1 ? SliceRecord<TLeaf>.SplitsOf(record, before) : answer & ~CellRuns.Split;
        int children = 1 << (cell - SliceKind.Fine);
        int address = origin + (first << cell);
        int run = 0;
        for (int i = 0; i < children; i++, address += CellRuns.ChildCells)
        {
            run = runs.Find(address, run);
            uint at = place - (uint)(((splits * children) + i + 1) * sizeof(uint));
            uint old = *(uint*)(_image.Base + at);
            uint fresh = Child<TLeaf>(runs, run, address, to, old);
            if (fresh != old)
            {
                // Releases: the child was written just before. Making it may have moved the block.
                Volatile.Write(ref *(uint*)(_image.Base + at), fresh);
                RetireChild<TLeaf>(old);
            }
        }

        return true;
    }

    // The child that answers as the runs say from the one on: of one answer, the one that is there, or a new one.
    [SkipLocalsInit]
    private uint Child<TLeaf>(RunList runs, int run, int address, int to, uint known)
        where TLeaf : struct, ILeaf
    {
        if (runs.EndOf(run, to) >= address + CellRuns.ChildCells)
        {
            return Uniform<TLeaf>(runs.Groups[run]) + (uint)SliceRecord<TLeaf>.UniformChild;
        }

        byte* child = stackalloc byte[8 + (CellRuns.ChildCells * 2) + 4];
        ulong starts = 0;
        int count = 0;
        for (int next = address; next < address + CellRuns.ChildCells; run++)
        {
            starts |= 1ul << next;
            TLeaf.Store(child + 8 + (count++ * TLeaf.Size), runs.Groups[run]);
            next = runs.EndOf(run, to);
        }

        *(ulong*)child = starts;
        var octets = new ReadOnlySpan<byte>(child, 8 + (count * TLeaf.Size));
        if (known != 0 && *(ulong*)(_image.Base + known) == starts
            && octets.SequenceEqual(new(_image.Base + known, octets.Length)))
        {
            return known;
        }

        uint place = Allocate(SliceRecord<TLeaf>.ChildSize(child));
        octets.CopyTo(new(_image.Base + place, octets.Length));
        return place;
    }

    private void RetireChildren<TLeaf>(in CellRuns old, in CellRuns fresh)
        where TLeaf : struct, ILeaf
    {
        for (int i = 0; i < old.Count; i++)
        {
            if (old.Values[i] < CellRuns.Split)
            {
                continue;
            }

            int now = fresh.Count == 0 ? -1 : fresh.Find(old.Starts[i]);
            bool divided = now >= 0 && fresh.Values[now] >= CellRuns.Split;
            uint* known = old.ChildrenOf(old.Values[i]);
            for (int j = 0; j < old.PerSplit; j++)
            {
                if (!divided || fresh.ChildrenOf(fresh.Values[now])[j] != known[j])
                {
                    RetireChild<TLeaf>(known[j]);
                }
            }
        }
    }

    private void RetireChild<TLeaf>(uint place)
        where TLeaf : struct, ILeaf
    {
        byte* child = _image.Base + place;
        if (!SliceRecord<TLeaf>.IsUniformChild(child))
        {
            Retire(place, SliceRecord<TLeaf>.ChildSize(child));
        }
    }
}
