using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// Memory of the IPv6 table: one block with free lists, and what readers may still see waits until they have left. The
/// block grows into a larger copy of itself; all links in it are distances.
/// </summary>
internal sealed unsafe class Arena6
{
    private readonly ReaderEpochs? _readers;
    private readonly SliceImage _image;
    private readonly Queue<Waiting> _waiting = new();
    private nint _root;

    public Arena6(ReaderEpochs? readers, int root, bool poison)
    {
        _readers = readers;
        _image = new SliceImage { Poison = poison };
        _image.Begin(0, root, 0);
        _root = (nint)_image.Base;
    }

    /// <summary>Where the root page is.</summary>
    public const uint RootAt = SliceImage.IndexAt;

    public byte* Base => _image.Base;

    /// <summary>Where readers begin. Acquires: what is in the block was written before it was published here.</summary>
    public byte* Root => (byte*)Volatile.Read(ref _root);

    public long Capacity => _image.Capacity;

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
            Grow(size);
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

        if (_root != 0)
        {
            NativeMemory.Free(_image.Base);
            _root = 0;
        }
    }

    // Not the last octets of the block: behind a list some more are read.
    private uint TryAllocate(int size)
    {
        uint at = _image.TryAllocate(size);
        if (at != 0 && at + size + Node6.Overrun > _image.Capacity)
        {
            _image.Release(at, size);
            at = 0;
        }

        return at;
    }

    private void Grow(int size)
    {
        byte* old = _image.Grow(size + Node6.Overrun, inPlace: _readers == null);
        Volatile.Write(ref _root, (nint)_image.Base);
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
        if (piece.Size > 0)
        {
            _image.Release(piece.At, piece.Size);
        }
    }

    private readonly record struct Waiting(long Tag, nint Block, uint At, int Size);
}
