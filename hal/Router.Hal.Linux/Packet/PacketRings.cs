using System;
using System.Numerics;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// The receive and the transmit ring of a packet socket, in one mapping
/// (Documentation/networking/packet_mmap.rst). The kernel lays them one after the other.
/// </summary>
internal sealed unsafe class PacketRings : IDisposable
{
    private const int SolPacket = 263;
    private const int ReceiveRing = 5;
    private const int TransmitRingOption = 13;
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int SmallestBlock = 64 * 1024;
    private const int ReceiveFrames = 1024;
    private const int TransmitFrames = 512;

    // The ring's header, the virtio header and alignment.
    private const int Overhead = 128;

    // A block takes the longest frame of a local kernel, and frames of a few tens of microseconds at line rate.
    private const int VersionThreeBlock = 256 * 1024;
    private const int VersionThreeBlocks = 24;
    private const int RetireMilliseconds = 1;

    private readonly nuint _size;
    private byte* _memory;

    /// <param name="longest">Longest frame of the wire, tag included.</param>
    internal PacketRings(int descriptor, PacketRingKind kind, int longest)
    {
        int slot = (int)BitOperations.RoundUpToPowerOf2((uint)(longest + Overhead));
        int block = Math.Max(SmallestBlock, slot);
        RingRequest transmit = Slots(slot, block, TransmitFrames);
        RingRequest receive = kind == PacketRingKind.Slots
            ? Slots(slot, block, ReceiveFrames)
            : new RingRequest
            {
                BlockSize = VersionThreeBlock,
                BlockCount = VersionThreeBlocks,
                FrameSize = SmallestBlock,
                FrameCount = VersionThreeBlocks * (VersionThreeBlock / SmallestBlock),
                RetireMilliseconds = RetireMilliseconds,
            };
        Ask(descriptor, kind, ReceiveRing, receive, "receive");
        Ask(descriptor, kind, TransmitRingOption, transmit, "transmit");
        nuint received = (nuint)receive.BlockSize * receive.BlockCount;
        _size = received + ((nuint)transmit.BlockSize * transmit.BlockCount);
        void* memory = Libc.mmap(null, _size, ReadWrite, Shared, descriptor, 0);
        if (memory == (void*)-1)
        {
            throw new NicException("the packet rings cannot be mapped: " + Errno.Text(Errno.Last));
        }

        _memory = (byte*)memory;
        if (kind == PacketRingKind.Slots)
        {
            ReceiveSlots = new PacketRing(_memory, slot, (int)receive.FrameCount);
        }
        else
        {
            ReceiveBlocks = new BlockRing(_memory, VersionThreeBlock, VersionThreeBlocks);
        }

        Transmit = new TransmitRing(_memory + received, slot, (int)transmit.FrameCount,
            versionThree: kind == PacketRingKind.Blocks);
    }

    /// <summary>The receive ring of version 2, or null.</summary>
    internal PacketRing? ReceiveSlots { get; }

    /// <summary>The receive ring of version 3, or null.</summary>
    internal BlockRing? ReceiveBlocks { get; }

    internal TransmitRing Transmit { get; }

    public void Dispose()
    {
        if (_memory != null)
        {
            _ = Libc.munmap(_memory, _size);
            _memory = null;
        }
    }

    private static RingRequest Slots(int slot, int block, int frames) => new()
    {
        BlockSize = (uint)block,
        BlockCount = (uint)Math.Max(1, frames / (block / slot)),
        FrameSize = (uint)slot,
        FrameCount = (uint)Math.Max(1, frames / (block / slot)) * (uint)(block / slot),
    };

    private static void Ask(int descriptor, PacketRingKind kind, int option, RingRequest request, string what)
    {
        // struct tpacket_req is the first half of struct tpacket_req3.
        int size = kind == PacketRingKind.Slots ? RingRequest.SizeOfVersionTwo : sizeof(RingRequest);
        if (Libc.setsockopt(descriptor, SolPacket, option, &request, (uint)size) != 0)
        {
            throw new NicException($"the kernel refuses the {what} ring: {Errno.Text(Errno.Last)}");
        }
    }
}
