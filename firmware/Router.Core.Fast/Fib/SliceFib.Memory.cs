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
    private long _retiredOctets;

    // Where the shared record of each group is, or 0.
    private uint[] _uniform = new uint[16];
    private long _recordOctets;

    // Since the block was made.
    private bool _grown;

    private bool HasPieces => _image.Free > _image.Capacity / (2 * SpareShare);

    private uint Allocate(int size)
    {
        uint at = _image.TryAllocate(size);
        if (at == 0)
        {
            Reclaim();
            at = _image.TryAllocate(size);
        }

        if (at == 0 && _image.Merge())
        {
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
        // Where there are pieces that do not serve the table is soon copied together. A reader that rests keeps every
        // block that it may see: then there shall be few of them.
        long capacity = _image.Capacity;
        int share = _retiredBlocks > 2 * capacity ? 2 : HasPieces ? 64 : 16;
        byte* old = _image.Grow(size, share, inPlace: _building || _readers == null);
        _grown = !_building;
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

        _retiredOctets += size;
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
                _retiredOctets -= retired.Size;
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

    [SkipLocalsInit]
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
