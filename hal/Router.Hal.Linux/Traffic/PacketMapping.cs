using System;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Traffic;

/// <summary>A ring of equal slots shared with the kernel (Documentation/networking/packet_mmap.rst).</summary>
internal sealed unsafe class PacketMapping : IDisposable
{
    private const int BlockSize = 64 * 1024;
    private const int ReadWrite = 3;
    private const int Shared = 1;

    private readonly int _slotSize;
    private readonly nuint _size;
    private byte* _memory;

    internal PacketMapping(int descriptor, int ring, int slotSize, int slots)
    {
        _slotSize = slotSize;
        int perBlock = BlockSize / slotSize;
        if (slots % perBlock != 0)
        {
            throw new NicException($"a ring of slots of {slotSize} octets has a multiple of {perBlock} of them");
        }

        var request = new RingRequest
        {
            BlockSize = BlockSize,
            BlockCount = (uint)(slots / perBlock),
            FrameSize = (uint)slotSize,
            FrameCount = (uint)slots,
        };
        if (Libc.setsockopt(descriptor, RawSocket.SolPacket, ring, &request, (uint)sizeof(RingRequest)) != 0)
        {
            throw new NicException("the kernel refuses the ring: " + Errno.Text(Errno.Last));
        }

        _size = (nuint)slots * (nuint)slotSize;
        void* memory = Libc.mmap(null, _size, ReadWrite, Shared, descriptor, 0);
        if (memory == (void*)-1)
        {
            throw new NicException("the ring cannot be mapped: " + Errno.Text(Errno.Last));
        }

        _memory = (byte*)memory;
    }

    /// <summary>How many slots fill whole blocks, at least as many as wanted.</summary>
    internal static int Round(int slots, int slotSize)
    {
        int perBlock = BlockSize / slotSize;
        return (slots + perBlock - 1) / perBlock * perBlock;
    }

    internal byte* Slot(int index) => _memory + ((nint)index * _slotSize);

    public void Dispose()
    {
        if (_memory != null)
        {
            _ = Libc.munmap(_memory, _size);
            _memory = null;
        }
    }
}
