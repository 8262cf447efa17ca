using System;
using System.Numerics;
using System.Threading;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;

namespace Router.Hal.Linux.Traffic;

/// <summary>
/// Sends the same frames again and again, as fast as a packet socket can: a transmit ring whose slots keep what was
/// written into them, past the queueing discipline. Between two sends of a slot the caller may change its octets.
/// For generators; a board's driver is <see cref="PacketNic"/>.
/// </summary>
public sealed unsafe class PacketSender : IDisposable
{
    private const int TransmitRing = 13;
    private const int QueueBypass = 20;
    private const int SendRequest = 1;
    private const int Sending = 2;

    // TPACKET2_HDRLEN - sizeof(struct sockaddr_ll): where the kernel looks for what to send.
    private const int DataOffset = 32;

    private readonly int _descriptor;
    private readonly PacketMapping _ring;
    private int _next;

    /// <param name="name">The interface; nothing about it is changed.</param>
    /// <param name="slots">Frames at least, each to be written with <see cref="Write"/> before anything is
    /// sent.</param>
    /// <param name="largest">Octets of the largest.</param>
    /// <exception cref="NicException">The kernel refuses; the message says what.</exception>
    public PacketSender(string name, int slots, int largest)
    {
        _descriptor = RawSocket.Open(name);
        try
        {
            RawSocket.Set(_descriptor, RawSocket.SolPacket, RawSocket.VnetHeader, 1, "PACKET_VNET_HDR");
            RawSocket.Set(_descriptor, RawSocket.SolPacket, QueueBypass, 1, "PACKET_QDISC_BYPASS");
            int slotSize = (int)BitOperations.RoundUpToPowerOf2((uint)(DataOffset + VirtioNetHeader.Size + largest));
            Slots = PacketMapping.Round(slots, slotSize);
            _ring = new PacketMapping(_descriptor, TransmitRing, slotSize, Slots);
            RawSocket.Bind(_descriptor, name, RawSocket.NoProtocol);
        }
        catch
        {
            _ring?.Dispose();
            _ = Libc.close(_descriptor);
            throw;
        }
    }

    /// <summary>Slots there are: as many as asked for, and what fills the last page.</summary>
    public int Slots { get; }

    /// <summary>Puts a frame into a slot that was not sent yet.</summary>
    public void Write(int slot, ReadOnlySpan<byte> frame)
    {
        RingHeader* header = Header(slot);
        byte* start = (byte*)header + DataOffset;

        // A virtio header that promises a long header to copy: the frame then lies in one piece, as a device's would,
        // and not in this ring's pages.
        new Span<byte>(start, VirtioNetHeader.Size).Clear();
        *(ushort*)(start + 2) = (ushort)Math.Min(frame.Length, 256);
        frame.CopyTo(new Span<byte>(start + VirtioNetHeader.Size, frame.Length));
        header->Length = (uint)(VirtioNetHeader.Size + frame.Length);
    }

    /// <summary>The next slot in turn, while the kernel does not hold it.</summary>
    public bool TryNext(out int slot, out Span<byte> frame)
    {
        slot = _next;
        RingHeader* header = Header(slot);
        if ((Volatile.Read(ref header->Status) & (SendRequest | Sending)) != 0)
        {
            frame = default;
            return false;
        }

        frame = new Span<byte>((byte*)header + DataOffset + VirtioNetHeader.Size,
            (int)header->Length - VirtioNetHeader.Size);
        return true;
    }

    /// <summary>Marks the slot that <see cref="TryNext"/> told for sending.</summary>
    public void Commit()
    {
        Volatile.Write(ref Header(_next)->Status, SendRequest);
        _next = _next + 1 == Slots ? 0 : _next + 1;
    }

    /// <summary>Has the kernel send what is marked. What the device refuses is lost, as on a wire.</summary>
    public void Flush()
    {
        // Each refusal ends the call after one frame; a few tries keep the ring moving.
        for (int i = 0; i < 64; i++)
        {
            if (Libc.send(_descriptor, null, 0, RawSocket.DoNotWait) >= 0 || Errno.Last != Errno.Enobufs)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _ring.Dispose();
        _ = Libc.close(_descriptor);
    }

    private RingHeader* Header(int slot) => (RingHeader*)_ring.Slot(slot);
}
