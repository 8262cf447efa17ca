using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <content>Memory: what is taken, what waits for readers to leave, and copying the table together.</content>
public sealed unsafe partial class SliceFib
{
    // How many retired pieces may wait before readers are asked.
    private const int AskFrom = 64;

    private Retired[] _retired = new Retired[AskFrom];
    private int _retiredHead;
    private int _retiredCount;
    private long _retiredBlocks;

    // Where the shared record of each group is, or 0.
    private uint[] _uniform = new uint[16];
    private long _recordOctets;

    // A new image is being built: nobody reads it, and nothing in it needs to wait.
    private bool _building;

    // Publications until the table may be copied together again.
    private long _patience;

    private SliceImage NewImage(int kind, long records)
    {
        int index = (kind & SliceKind.Paged) != 0 ? SliceKind.Tops : SliceKind.FlatIndex;
        _pages = 0;
        _pageOctets = 0;
        _recordOctets = 0;
        Array.Clear(_uniform);
        return new SliceImage(kind, index, records) { Poison = _poison };
    }

    private uint Allocate(int size)
    {
        uint at = _image.TryAllocate(size);
        if (at == 0)
        {
            Reclaim();
            at = _image.TryAllocate(size);
        }

        if (at == 0)
        {
            Grow(size);

            at = _image.TryAllocate(size);
        }

        _recordOctets += size;
        return at;
    }

    private void Grow(int size)
    {
        long capacity = _image.Capacity;
        byte* old = _image.Grow(size, inPlace: _building || _readers == null);
        if (!_building)
        {
            Volatile.Write(ref _root, (nint)_image.Base);
        }

        if (old != null)
        {
            RetireBlock((nint)old, capacity);
        }
    }

    private void Retire(uint at, int size)
    {
        _recordOctets -= size;
        if (_building || _readers == null)
        {
            _image.Release(at, size);
            return;
        }

        Enqueue(new Retired { Tag = _readers.Advance(), At = at, Size = size });
    }

    private void RetireBlock(nint block, long size)
    {
        if (_readers == null)
        {
            NativeMemory.Free((void*)block);
            return;
        }

        _retiredBlocks += size;
        Enqueue(new Retired { Tag = _readers.Advance(), Block = block, Size = size });
        Reclaim();
    }

    private void Enqueue(in Retired retired)
    {
        if (_retiredCount == _retired.Length)
        {
            Reclaim();
        }

        if (_retiredCount == _retired.Length)
        {
            var larger = new Retired[_retired.Length * 2];
            for (int i = 0; i < _retiredCount; i++)
            {
                larger[i] = _retired[(_retiredHead + i) & (_retired.Length - 1)];
            }

            _retired = larger;
            _retiredHead = 0;
        }

        _retired[(_retiredHead + _retiredCount++) & (_retired.Length - 1)] = retired;
    }

    // Takes back what no reader can see any more.
    private void Reclaim()
    {
        // While a new image is built, what waits belongs to the old one.
        if (_readers == null || _retiredCount == 0 || _building)
        {
            return;
        }

        long passed = _readers.Passed();
        while (_retiredCount > 0 && _retired[_retiredHead].Tag <= passed)
        {
            Retired retired = _retired[_retiredHead];
            _retiredHead = (_retiredHead + 1) & (_retired.Length - 1);
            _retiredCount--;
            if (retired.Block != 0)
            {
                FreeBlock(retired);
            }
            else if (retired.Size > 0)
            {
                _image.Release(retired.At, (int)retired.Size);
            }
        }
    }

    private void FreeBlock(in Retired retired)
    {
        if (_poison)
        {
            NativeMemory.Fill((void*)retired.Block, (nuint)retired.Size, 0xee);
        }

        NativeMemory.Free((void*)retired.Block);
        _retiredBlocks -= retired.Size;
    }

    private void RetireRecord<TLeaf>(uint place, int cell)
        where TLeaf : struct, ILeaf
    {
        byte* record = _image.Base + place;
        if (SliceRecord<TLeaf>.IsUniform(record))
        {
            return;
        }

        byte* memory = stackalloc byte[CellRuns.Octets];
        var runs = new CellRuns(memory, cell);
        SliceRecord<TLeaf>.Decode(record, ref runs);
        RetireChildren<TLeaf>(runs, default);
        Retire(place - (uint)SliceRecord<TLeaf>.Links(runs), SliceRecord<TLeaf>.Size(runs));
    }

    // After each publication: another shape or a copy without gaps, where it pays.
    private void Tidy()
    {
        if (Paged && _pages >= FlatFrom)
        {
            Rebuild(_image.Kind & ~SliceKind.Paged);
            return;
        }

        _patience--;
        long gaps = _image.Free;
        if (_patience <= 0 && gaps > (_recordOctets / 32) + 2048)
        {
            Rebuild(_image.Kind);
        }
        else if (_retiredCount >= AskFrom)
        {
            Reclaim();
        }
    }

    private void EnsureGroup(int group)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)group, (uint)WideLeaf.MaxGroup);
        if (!Wide && group > NarrowLeaf.MaxGroup)
        {
            Rebuild(_image.Kind | SliceKind.Wide);
        }
    }

    private void Rebuild(int kind)
    {
        if (!Wide && (kind & SliceKind.Wide) == 0)
        {
            Rebuild<NarrowLeaf, NarrowLeaf>(kind);
        }
        else if (!Wide)
        {
            Rebuild<NarrowLeaf, WideLeaf>(kind);
        }
        else
        {
            Rebuild<WideLeaf, WideLeaf>(kind);
        }
    }

    // Builds the table anew from its answers and publishes it in one step.
    [SkipLocalsInit]
    private void Rebuild<TOld, TNew>(int kind)
        where TOld : struct, ILeaf
        where TNew : struct, ILeaf
    {
        SliceImage old = _image;
        bool flat = !Paged;
        long octets = _recordOctets + _pageOctets;
        _image = NewImage(kind, (kind & SliceKind.Wide) != (old.Kind & SliceKind.Wide) ? octets * 2 : octets);
        _building = true;
        ClearIndex<TNew>();
        for (int octet = 0; octet < 256; octet++)
        {
            int cell = flat ? SliceKind.Coarse : SliceContents<TOld>.CellOf(old.Base, octet);
            if (cell == SliceKind.Octet && Paged)
            {
                SliceContents<TOld>.ReadOctet(old.Base, octet, _moved);
                Write<TNew>(TopAt(octet << 8), cell, 0, _moved, 0, 1 << 24);
                continue;
            }

            if (Paged)
            {
                Reshape<TNew>(octet, cell, 0);
            }

            for (int slice = octet << 8; slice < (octet + 1) << 8; slice++)
            {
                SliceContents<TOld>.Read(old.Base, flat, slice, _moved);
                WriteSlice(slice, _moved, 0, 0x1_0000);
            }
        }

        _building = false;

        // What waits in the old block goes with it.
        for (int i = 0; i < _retiredCount; i++)
        {
            ref Retired retired = ref _retired[(_retiredHead + i) & (_retired.Length - 1)];
            retired.Size = retired.Block == 0 ? 0 : retired.Size;
        }

        _patience = (_recordOctets / 64) + 256;
        Volatile.Write(ref _root, (nint)_image.Base);
        RetireBlock((nint)old.Base, old.Capacity);
    }

    private void Free()
    {
        for (int i = 0; i < _retiredCount; i++)
        {
            NativeMemory.Free((void*)_retired[(_retiredHead + i) & (_retired.Length - 1)].Block);
        }

        _retiredCount = 0;
        if (_root != 0)
        {
            NativeMemory.Free(_image.Base);
            _root = 0;
        }

        _runs.Dispose();
        _moved.Dispose();
    }

    private struct Retired
    {
        public long Tag;

        // A whole block, or 0 for a piece of the current one.
        public nint Block;
        public uint At;
        public long Size;
    }
}
