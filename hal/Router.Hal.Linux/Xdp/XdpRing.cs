using System;
using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// One of the four rings of an AF_XDP socket, shared with the kernel: one side writes entries and moves the producer,
/// the other reads them and moves the consumer. Both counters run freely; an entry is at its counter modulo the size.
/// </summary>
internal sealed unsafe class XdpRing : IDisposable
{
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int Populate = 0x8000;
    private const uint NeedWakeUpFlag = 1;

    private readonly uint _size;
    private readonly nuint _length;
    private byte* _memory;
    private readonly uint* _producer;
    private readonly uint* _consumer;
    private readonly uint* _flags;
    private readonly byte* _entries;

    // The other side's counter as last read: reading it again costs a cache miss.
    private uint _seen;

    internal XdpRing(int descriptor, uint size, int entrySize, in XdpRingOffset offset, long page)
    {
        _size = size;
        _length = (nuint)offset.Entries + (size * (nuint)entrySize);
        void* memory = Libc.mmap(null, _length, ReadWrite, Shared | Populate, descriptor, (nint)page);
        if (memory == (void*)-1)
        {
            throw new NicException("an XDP ring cannot be mapped: " + Errno.Text(Errno.Last));
        }

        _memory = (byte*)memory;
        _producer = (uint*)(_memory + offset.Producer);
        _consumer = (uint*)(_memory + offset.Consumer);
        _flags = (uint*)(_memory + offset.Flags);
        _entries = _memory + offset.Entries;
    }

    /// <summary>Our own counter: of what we produced, or of what we consumed.</summary>
    internal uint Position { get; private set; }

    /// <summary>The kernel says that it sleeps until told of new entries.</summary>
    internal bool NeedsWakeUp
    {
        get
        {
            // The flag must be read after the producer was written, or kernel and we could each wait for the other.
            Interlocked.MemoryBarrier();
            return (Volatile.Read(ref *_flags) & NeedWakeUpFlag) != 0;
        }
    }

    /// <summary>The kernel's counter in a ring that we produce.</summary>
    internal uint Consumed => Volatile.Read(ref *_consumer);

    internal ref ulong Address(uint counter) => ref ((ulong*)_entries)[counter & (_size - 1)];

    internal ref XdpDescriptor Descriptor(uint counter) => ref ((XdpDescriptor*)_entries)[counter & (_size - 1)];

    /// <summary>How many entries may be written, up to a number that is wanted.</summary>
    internal uint Free(uint wanted)
    {
        uint free = _size - (Position - _seen);
        if (free < wanted)
        {
            // Acquire: entries are written over only once the kernel has read them.
            _seen = Volatile.Read(ref *_consumer);
            free = _size - (Position - _seen);
        }

        return Math.Min(free, wanted);
    }

    /// <summary>Hands written entries to the kernel.</summary>
    internal void Submit(uint count)
    {
        Position += count;

        // Release: the kernel must see the entries before the counter.
        Volatile.Write(ref *_producer, Position);
    }

    /// <summary>Takes back the last entries, which the kernel has not looked at.</summary>
    internal void Withdraw(uint count)
    {
        Position -= count;
        Volatile.Write(ref *_producer, Position);
    }

    /// <summary>How many entries may be read, up to a number that is wanted.</summary>
    internal uint Filled(uint wanted)
    {
        uint filled = _seen - Position;
        if (filled < wanted)
        {
            // Acquire: entries are read after the counter that tells of them.
            _seen = Volatile.Read(ref *_producer);
            filled = _seen - Position;
        }

        return Math.Min(filled, wanted);
    }

    /// <summary>Hands read entries back.</summary>
    internal void Release(uint count)
    {
        Position += count;
        Volatile.Write(ref *_consumer, Position);
    }

    public void Dispose()
    {
        if (_memory != null)
        {
            _ = Libc.munmap(_memory, _length);
            _memory = null;
        }
    }
}
