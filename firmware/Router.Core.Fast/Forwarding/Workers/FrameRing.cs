using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// Frames on their way from one thread to another, copied octet by octet; one writes, one reads, nobody waits. Full,
/// it takes no more.
/// </summary>
internal sealed unsafe class FrameRing : IDisposable
{
    private const int Header = 8;
    private const int Gap = -1;

    private readonly long _mask;
    private byte* _memory;
    private Ends* _ends;

    /// <param name="capacity">Octets, a power of two.</param>
    public FrameRing(int capacity)
    {
        _mask = capacity - 1;
        _memory = NativeArray.New<byte>(capacity);
        _ends = NativeArray.New<Ends>(1);
    }

    ~FrameRing() => Free();

    public bool IsEmpty => Volatile.Read(ref _ends->Tail) == Volatile.Read(ref _ends->Head);

    /// <summary>Writer: false when there is no room.</summary>
    public bool TryWrite(int port, ReadOnlySpan<byte> octets)
    {
        int size = (Header + octets.Length + Header - 1) & ~(Header - 1);
        long tail = _ends->Tail;
        long at = tail & _mask;
        long gap = at + size > _mask + 1 ? _mask + 1 - at : 0;

        // What the reader has left: its store of the head releases it, this load acquires.
        if (tail + gap + size - Volatile.Read(ref _ends->Head) > _mask + 1)
        {
            return false;
        }

        if (gap > 0)
        {
            *(int*)(_memory + at) = Gap;
            at = 0;
        }

        *(int*)(_memory + at) = port;
        *(int*)(_memory + at + 4) = octets.Length;
        octets.CopyTo(new Span<byte>(_memory + at + Header, octets.Length));
        Volatile.Write(ref _ends->Tail, tail + gap + size);
        return true;
    }

    /// <summary>Reader: the oldest frame, which stays until <see cref="Drop"/>.</summary>
    public bool TryPeek(out int port, out ReadOnlySpan<byte> octets)
    {
        long head = _ends->Head;
        if (head == Volatile.Read(ref _ends->Tail))
        {
            port = 0;
            octets = default;
            return false;
        }

        byte* at = _memory + (head & _mask);
        if (*(int*)at == Gap)
        {
            at = _memory;
        }

        port = *(int*)at;
        octets = new ReadOnlySpan<byte>(at + Header, *(int*)(at + 4));
        return true;
    }

    /// <summary>Reader: forgets the frame of the last <see cref="TryPeek"/>, which was true.</summary>
    public void Drop()
    {
        long head = _ends->Head;
        long at = head & _mask;
        if (*(int*)(_memory + at) == Gap)
        {
            head += _mask + 1 - at;
            at = 0;
        }

        int size = (Header + *(int*)(_memory + at + 4) + Header - 1) & ~(Header - 1);
        Volatile.Write(ref _ends->Head, head + size);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeArray.Free(_memory);
        NativeArray.Free(_ends);
        _memory = null;
        _ends = null;
    }

    /// <summary>Each end on a cache line of its own, and not on the neighbour that is fetched with it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Ends
    {
        [FieldOffset(0)]
        public long Head;

        [FieldOffset(128)]
        public long Tail;
    }
}
