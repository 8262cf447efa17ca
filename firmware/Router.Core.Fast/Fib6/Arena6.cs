using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// Memory of the IPv6 table: one block with a list of free pieces for each size, and what readers may still see waits
/// until they have left. The block grows into a larger copy of itself; all links in it are distances.
/// </summary>
internal sealed unsafe class Arena6
{
    /// <summary>Where the root page is. Before it is nothing: 0 is no place.</summary>
    public const uint RootAt = 64;

    private const int Unit = sizeof(uint);
    private const int Largest = Node6.PageOctets + 64;

    private readonly ReaderEpochs? _readers;
    private readonly bool _poison;
    private readonly Queue<Waiting> _waiting = new();

    // Of each size: the first free piece, which begins with the place of the next.
    private readonly uint[] _free = new uint[(Largest / Unit) + 1];
    private byte* _base;
    private nint _root;
    private uint _end = RootAt;

    public Arena6(ReaderEpochs? readers, bool poison)
    {
        _readers = readers;
        _poison = poison;
        Grow();
        uint root = Allocate(Node6.PageOctets);
        NativeMemory.Clear(_base + root, Node6.PageOctets);
    }

    public byte* Base => _base;

    /// <summary>Where readers begin. Acquires: what is in the block was written before it was published here.</summary>
    public byte* Root => (byte*)Volatile.Read(ref _root);

    public long Capacity { get; private set; }

    /// <summary>Octets that readers can reach.</summary>
    public long Used { get; private set; }

    public uint Allocate(int size)
    {
        uint at = TryAllocate(size);
        if (at == 0)
        {
            Reclaim();
            at = TryAllocate(size);
        }

        if (at == 0)
        {
            Grow();
            at = TryAllocate(size);
        }

        Used += size;
        return at;
    }

    /// <summary>No link leads there any more.</summary>
    public void Retire(uint at, int size)
    {
        Used -= size;
        Wait(new Waiting(0, 0, at, size));
    }

    public void Free()
    {
        while (_waiting.TryDequeue(out Waiting piece))
        {
            NativeMemory.Free((void*)piece.Block);
        }

        NativeMemory.Free(_base);
        _base = null;
        _root = 0;
    }

    private uint TryAllocate(int size)
    {
        for (int units = size / Unit; units < _free.Length; units++)
        {
            uint at = _free[units];
            if (at != 0)
            {
                _free[units] = *(uint*)(_base + at);
                Link(at + (uint)size, (units * Unit) - size);
                return at;
            }
        }

        // Behind a list some octets more are read.
        if (_end + size + Node6.Overrun > Capacity)
        {
            return 0;
        }

        uint end = _end;
        _end += (uint)size;
        return end;
    }

    private void Link(uint at, int size)
    {
        if (size > 0)
        {
            *(uint*)(_base + at) = _free[size / Unit];
            _free[size / Unit] = at;
        }
    }

    private void Grow()
    {
        long capacity = Capacity + (Capacity / 16) + (4 * Largest);
        if (capacity > uint.MaxValue)
        {
            throw new InvalidOperationException("the forwarding table is full");
        }

        byte* old = _base;
        _base = (byte*)NativeMemory.Alloc((nuint)capacity);
        if (old != null)
        {
            Buffer.MemoryCopy(old, _base, capacity, _end);
        }

        Capacity = capacity;
        Volatile.Write(ref _root, (nint)_base);
        if (old != null)
        {
            Wait(new Waiting(0, (nint)old, 0, 0));
        }
    }

    private void Wait(Waiting piece)
    {
        if (_readers == null)
        {
            Release(piece);
            return;
        }

        _waiting.Enqueue(piece with { Tag = _readers.Advance() });
        if (_waiting.Count % 64 == 0)
        {
            Reclaim();
        }
    }

    private void Reclaim()
    {
        long passed = _readers?.Passed() ?? 0;
        while (_waiting.TryPeek(out Waiting piece) && piece.Tag <= passed)
        {
            Release(_waiting.Dequeue());
        }
    }

    private void Release(Waiting piece)
    {
        NativeMemory.Free((void*)piece.Block);
        if (piece.Size == 0)
        {
            return;
        }

        if (_poison)
        {
            NativeMemory.Fill(_base + piece.At, (nuint)piece.Size, 0xee);
        }

        Link(piece.At, piece.Size);
    }

    // A block, or 0 and a piece of the current one.
    private readonly record struct Waiting(long Tag, nint Block, uint At, int Size);
}
