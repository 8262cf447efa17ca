using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Router.Core.Fast;

/// <content>Building the table anew: in another shape from its own answers, or the same without gaps.</content>
public sealed unsafe partial class SliceFib
{
    // Of the block; the bar is a tenth, what waits for readers included.
    private const int SlackShare = 11;

    // Of the records: what a copy leaves to take from.
    private const int SpareShare = 15;

    // Below this copying is not worth its time: some records of the largest kind, or one page of an octet.
    private const int LeastSlack = 2048;

    private const int LeastSpare = 320;

    // A new image is being built: nobody reads it, and nothing in it needs to wait.
    private bool _building;

    /// <summary>How often the table was made anew.</summary>
    internal int Rebuilds { get; private set; }

    private static long Room(long octets) => (octets / SpareShare) + LeastSpare;

    // After each publication: another shape or a copy without gaps, where it pays.
    private void Tidy()
    {
        if (ChangeShape())
        {
            return;
        }

        if (_retiredBlocks > 0 || _retiredCount >= AskFrom || _retiredOctets > (_recordOctets / 64) + 256)
        {
            Reclaim();
        }

        // While readers keep an old block another one would only add to it.
        if (_retiredBlocks == 0 && IsSlack())
        {
            Rebuild(_image.Kind);
        }
    }

    // Copying leaves a part to take from. It is worth its time when that is used up and what changes gave back does not
    // serve, or when the table has become smaller: either way such a part has changed since the last copy.
    private bool IsSlack() => _image.Free + _image.Spare > LeastSlack
        && (_image.Free + _image.Spare > _image.Capacity / SlackShare || (_grown && HasPieces));

    private void Rebuild(int kind)
    {
        int old = _image.Kind;
        bool wide = (kind & SliceKind.Wide) != 0;
        byte* block = _image.Base;
        long capacity = _image.Capacity;

        // Answers of another width take more or less; the block grows while nobody reads it.
        long octets = _recordOctets + _pageOctets;
        octets = ((kind ^ old) & SliceKind.Wide) == 0 ? octets : wide ? octets * 2 : octets / 2;
        _building = true;
        if (kind == old)
        {
            octets += Room(octets + IndexOctets);
            if (Wide)
            {
                Copy<WideLeaf>(block, kind, octets);
            }
            else
            {
                Copy<NarrowLeaf>(block, kind, octets);
            }
        }
        else if (wide)
        {
            ConvertTo<WideLeaf>(block, old, kind, octets);
        }
        else
        {
            ConvertTo<NarrowLeaf>(block, old, kind, octets);
        }

        _image.Trim(Room(_image.Capacity - _image.Spare));
        _building = false;
        Rebuilds++;

        // What waits in the old block goes with it.
        for (int i = 0; i < _retiredCount; i++)
        {
            ref Retired retired = ref _retired[(_retiredHead + i) & (_retired.Length - 1)];
            retired.Size = retired.Block == 0 ? 0 : retired.Size;
        }

        _retiredOctets = 0;
        Volatile.Write(ref _root, (nint)_image.Base);
        RetireBlock((nint)block, capacity);
    }

    private void Begin<TLeaf>(int kind, long records)
        where TLeaf : struct, ILeaf
    {
        _pages = 0;
        _pageOctets = 0;
        _recordOctets = 0;
        _grown = false;
        Array.Clear(_uniform);
        _image.Begin(kind, (kind & SliceKind.Paged) != 0 ? SliceKind.Tops : SliceKind.FlatIndex, records);
        ClearIndex<TLeaf>();
    }

    private void ConvertTo<TNew>(byte* block, int old, int kind, long octets)
        where TNew : struct, ILeaf
    {
        if ((old & SliceKind.Wide) != 0)
        {
            Convert<WideLeaf, TNew>(block, kind, octets);
        }
        else
        {
            Convert<NarrowLeaf, TNew>(block, kind, octets);
        }
    }

    private void Convert<TOld, TNew>(byte* old, int kind, long octets)
        where TOld : struct, ILeaf
        where TNew : struct, ILeaf
    {
        bool flat = !Paged;
        Begin<TNew>(kind, octets);
        for (int octet = 0; octet < 256; octet++)
        {
            int cell = flat ? SliceKind.Coarse : SliceContents<TOld>.CellOf(old, octet);
            if (cell == SliceKind.Octet && Paged)
            {
                SliceContents<TOld>.ReadOctet(old, octet, _moved);
                Write<TNew>(TopAt(octet << 8), cell, 0, _moved, 0, 1 << 24);
                continue;
            }

            if (Paged)
            {
                Reshape<TNew>(octet, cell, 0);
            }

            for (int slice = octet << 8; slice < (octet + 1) << 8; slice++)
            {
                SliceContents<TOld>.Read(old, flat, slice, _moved);
                WriteSlice(slice, _moved, 0, 0x1_0000);
            }
        }
    }

    private void Copy<TLeaf>(byte* old, int kind, long octets)
        where TLeaf : struct, ILeaf
    {
        Begin<TLeaf>(kind, octets);
        if (!Paged)
        {
            CopyEntries<TLeaf>(old, SliceImage.IndexAt, SliceImage.IndexAt, SliceKind.Slices, SliceKind.Coarse);
            return;
        }

        for (int octet = 0; octet < 256; octet++)
        {
            uint at = TopAt(octet << 8);
            uint top = *(uint*)(old + at);
            int cell = SliceContents<TLeaf>.CellOf(old, octet);
            uint oldPage = (top >> SliceKind.TopBits) * SliceImage.Unit;
            if (cell == SliceKind.Octet)
            {
                uint place = *(uint*)(old + oldPage);
                int size = SliceRecord<TLeaf>.PlainSize(SliceRecord<TLeaf>.RunsOf(old + place), cell);
                Link(at, cell, CopyRecord<TLeaf>(old, place, cell), size);
                continue;
            }

            int entries = SliceKind.PageEntries(cell);
            uint page = AllocatePage(entries);
            CopyEntries<TLeaf>(old, oldPage, page, entries, cell);
            *(uint*)(_image.Base + at) = ((page / SliceImage.Unit) << SliceKind.TopBits) | (uint)cell;
        }
    }

    private void CopyEntries<TLeaf>(byte* old, uint from, uint to, int count, int cell)
        where TLeaf : struct, ILeaf
    {
        uint last = 0;
        uint place = 0;
        for (int i = 0; i < count; i++)
        {
            // Copying may move the block: first copy, then take the address. Only records of one answer are shared, and
            // these by many neighbours.
            uint mine = ((uint*)(old + from))[i];
            place = mine == last ? place : CopyRecord<TLeaf>(old, mine, cell);
            last = mine;
            ((uint*)(_image.Base + to))[i] = place;
        }
    }

    private uint CopyRecord<TLeaf>(byte* old, uint place, int cell)
        where TLeaf : struct, ILeaf
    {
        byte* record = old + place;
        int count = SliceRecord<TLeaf>.RunsOf(record);
        if (count == 1)
        {
            return Uniform<TLeaf>(SliceRecord<TLeaf>.AnswerOf(record, 0));
        }

        int links = SliceRecord<TLeaf>.SplitsOf(record, count) << (cell - SliceKind.Fine);
        links = cell == SliceKind.Octet ? 0 : links;
        int size = (links * sizeof(uint)) + SliceRecord<TLeaf>.PlainSize(count, cell);
        uint fresh = Allocate(size);
        Unsafe.CopyBlockUnaligned(_image.Base + fresh, record - (links * sizeof(uint)), (uint)size);
        for (int i = 0; i < links; i++)
        {
            // Copying may move the block.
            uint child = CopyChild<TLeaf>(old + *(uint*)(_image.Base + fresh));
            *(uint*)(_image.Base + fresh) = child;
            fresh += sizeof(uint);
        }

        return fresh;
    }

    private uint CopyChild<TLeaf>(byte* child)
        where TLeaf : struct, ILeaf
    {
        if (SliceRecord<TLeaf>.IsUniformChild(child))
        {
            return Uniform<TLeaf>(TLeaf.Load(child + 8)) + (uint)SliceRecord<TLeaf>.UniformChild;
        }

        int size = SliceRecord<TLeaf>.ChildSize(child);
        uint place = Allocate(size);
        Unsafe.CopyBlockUnaligned(_image.Base + place, child, (uint)size);
        return place;
    }
}
