using System;
using System.Threading;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;

namespace Router.Hal.Linux;

/// <summary>
/// The transmit ring of a packet socket: any number of frames for one send(2), which takes them in order.
/// </summary>
/// <remarks>
/// The virtio header before each frame says that all of it is header. The kernel then copies the frame, rather than
/// tie the packet to a page of the ring: a veth would copy such a page again, each time into a page of its own.
/// </remarks>
internal sealed unsafe class TransmitRing(byte* memory, int frameSize, int frames, bool versionThree)
{
    private const uint Available = 0;
    private const uint SendRequest = 1;

    // Where the kernel looks for a frame in its slot: behind struct tpacket2_hdr or tpacket3_hdr.
    private readonly int _start = versionThree ? sizeof(BlockFrameHeader) : sizeof(RingHeader);
    private int _head;
    private int _tail;

    /// <summary>Frames that the kernel has not taken yet.</summary>
    internal int Pending { get; private set; }

    /// <summary>Copies a frame into the ring; false when the next slot is still in use.</summary>
    internal bool TryPut(OctetsIn frame)
    {
        byte* slot = Slot(_head);
        if (Volatile.Read(ref Status(slot)) != Available)
        {
            return false;
        }

        byte* start = slot + _start;
        new Octets(start, VirtioNetHeader.Size).Clear();
        *(ushort*)(start + 2) = (ushort)Math.Min(frame.Length, ushort.MaxValue); // hdr_len
        frame.CopyTo(new Octets(start + VirtioNetHeader.Size, frameSize - _start - VirtioNetHeader.Size));
        Length(slot) = (uint)(VirtioNetHeader.Size + frame.Length);

        // The kernel reads only in a call of ours; the order matters to the compiler alone.
        Volatile.Write(ref Status(slot), SendRequest);
        _head = Next(_head);
        Pending++;
        return true;
    }

    /// <summary>Counts what the kernel has taken.</summary>
    internal void Settle(ref NicCounters counters)
    {
        while (Pending > 0 && Volatile.Read(ref Status(Slot(_tail))) != SendRequest)
        {
            uint length = Length(Slot(_tail));
            if (length > 0)
            {
                counters.Transmitted++;
                counters.TransmittedOctets += length - VirtioNetHeader.Size;
            }

            Advance();
        }
    }

    /// <summary>
    /// Gives up the oldest frame, which the device refused and the kernel would try again: one without a header is
    /// malformed, so the kernel skips it (PACKET_LOSS).
    /// </summary>
    internal void Spoil() => Length(Slot(_tail)) = 0;

    /// <summary>Takes all frames back; returns how many.</summary>
    internal int Withdraw()
    {
        int count = 0;
        _head = _tail;
        for (int i = _tail; Pending > 0; i = Next(i))
        {
            // A spoilt one has been counted.
            count += Length(Slot(i)) > 0 ? 1 : 0;
            Volatile.Write(ref Status(Slot(i)), Available);
            Pending--;
        }

        return count;
    }

    private void Advance()
    {
        _tail = Next(_tail);
        Pending--;
    }

    private int Next(int index) => index + 1 == frames ? 0 : index + 1;

    private byte* Slot(int index) => memory + ((nint)index * frameSize);

    private ref uint Status(byte* slot) =>
        ref versionThree ? ref ((BlockFrameHeader*)slot)->Status : ref ((RingHeader*)slot)->Status;

    private ref uint Length(byte* slot) =>
        ref versionThree ? ref ((BlockFrameHeader*)slot)->Length : ref ((RingHeader*)slot)->Length;
}
