using System;
using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A TPACKET_V2 receive ring shared with the kernel (Documentation/networking/packet_mmap.rst). Version 2, because its
/// slots
/// are handed over one by one: version 3 delays frames until a block fills or times out.
/// </summary>
internal sealed unsafe class PacketRing : IDisposable
{
    internal const int BlockSize = 64 * 1024;

    private const int SolPacket = 263;
    private const int RxRing = 5;
    private const int ReadWrite = 3;
    private const int Shared = 1;

    private readonly int _frameSize;
    private readonly int _frames;
    private byte* _memory;
    private int _head;

    /// <param name="frameSize">A power of two from 256 octets to a block.</param>
    /// <param name="frames">Slots; rounded up to whole blocks.</param>
    internal PacketRing(int descriptor, int frameSize, int frames)
    {
        int perBlock = BlockSize / frameSize;
        int blocks = (frames + perBlock - 1) / perBlock;
        _frameSize = frameSize;
        _frames = blocks * perBlock;
        var request = new RingRequest
        {
            BlockSize = BlockSize,
            BlockCount = (uint)blocks,
            FrameSize = (uint)frameSize,
            FrameCount = (uint)_frames,
        };
        if (Libc.setsockopt(descriptor, SolPacket, RxRing, &request, (uint)sizeof(RingRequest)) != 0)
        {
            throw new NicException("the kernel refuses the receive ring: " + Errno.Text(Errno.Last));
        }

        void* memory = Libc.mmap(null, Size, ReadWrite, Shared, descriptor, 0);
        if (memory == (void*)-1)
        {
            throw new NicException("the receive ring cannot be mapped: " + Errno.Text(Errno.Last));
        }

        _memory = (byte*)memory;
    }

    private nuint Size => (nuint)_frames * (nuint)_frameSize;

    private RingHeader* Head => (RingHeader*)(_memory + ((nint)_head * _frameSize));

    /// <summary>The oldest frame, which stays until <see cref="Release"/>.</summary>
    internal bool TryPeek(out RingFrame frame)
    {
        RingHeader* header = Head;

        // The kernel writes the status last: nothing may be read before it.
        uint status = Volatile.Read(ref header->Status);
        if ((status & 1) == 0)
        {
            frame = default;
            return false;
        }

        frame = new RingFrame((byte*)header + header->Mac, (int)header->Length, (int)header->Captured, status,
            header->VlanTci, header->VlanTpid);
        return true;
    }

    /// <summary>Gives the oldest slot back to the kernel.</summary>
    internal void Release()
    {
        Volatile.Write(ref Head->Status, 0);
        _head = _head + 1 == _frames ? 0 : _head + 1;
    }

    public void Dispose()
    {
        if (_memory != null)
        {
            _ = Libc.munmap(_memory, Size);
            _memory = null;
        }
    }
}
