using System;
using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Traffic;

/// <summary>
/// Reads frames of one protocol as they arrive at an interface, with the kernel's time of arrival. For sinks; a board's
/// driver is <see cref="PacketNic"/>.
/// </summary>
public sealed unsafe class PacketReceiver : IDisposable
{
    private const int ReceiveRing = 5;
    private const int SlotSize = 2048;

    private readonly int _descriptor;
    private readonly PacketMapping _ring;
    private readonly int _slots;
    private int _next;
    private long _dropped;

    /// <param name="name">The interface; it becomes promiscuous while this lives.</param>
    /// <param name="protocol">An EtherType.</param>
    /// <param name="slots">Frames that may wait.</param>
    /// <exception cref="NicException">The kernel refuses; the message says what.</exception>
    public PacketReceiver(string name, ushort protocol, int slots = 4096)
    {
        _slots = slots;
        _descriptor = RawSocket.Open(name);
        try
        {
            RawSocket.Set(_descriptor, RawSocket.SolPacket, RawSocket.IgnoreOutgoing, 1, "PACKET_IGNORE_OUTGOING");
            _ring = new PacketMapping(_descriptor, ReceiveRing, SlotSize, slots);
            RawSocket.Bind(_descriptor, name, protocol);
        }
        catch
        {
            _ring?.Dispose();
            _ = Libc.close(_descriptor);
            throw;
        }
    }

    /// <summary>Frames lost because nobody read in time.</summary>
    public long Dropped
    {
        get
        {
            // The kernel zeroes its statistics when read.
            RingStatistics statistics;
            uint length = (uint)sizeof(RingStatistics);
            if (Libc.getsockopt(
                _descriptor, RawSocket.SolPacket, PacketSocket.Statistics, &statistics, &length) == 0)
            {
                _dropped += statistics.Drops;
            }

            return _dropped;
        }
    }

    public int ReadinessDescriptor => _descriptor;

    /// <summary>The oldest frame, which stays until <see cref="Release"/>.</summary>
    /// <param name="frame">As far as it fits a slot.</param>
    /// <param name="arrived">Nanoseconds of <see cref="RealtimeClock"/>.</param>
    public bool TryPeek(out ReadOnlySpan<byte> frame, out long arrived)
    {
        var header = (RingHeader*)_ring.Slot(_next);
        if ((Volatile.Read(ref header->Status) & 1) == 0)
        {
            frame = default;
            arrived = 0;
            return false;
        }

        frame = new ReadOnlySpan<byte>((byte*)header + header->Mac, (int)header->Captured);
        arrived = (header->Seconds * 1_000_000_000L) + header->Nanoseconds;
        return true;
    }

    public void Release()
    {
        Volatile.Write(ref ((RingHeader*)_ring.Slot(_next))->Status, 0);
        _next = _next + 1 == _slots ? 0 : _next + 1;
    }

    /// <summary>Sends a frame out of the same interface; false when the kernel refuses it.</summary>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame)
        {
            return Libc.send(_descriptor, start, (nuint)frame.Length, RawSocket.DoNotWait) == frame.Length;
        }
    }

    public void Dispose()
    {
        _ring.Dispose();
        _ = Libc.close(_descriptor);
    }
}
