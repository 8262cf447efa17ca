using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// A kernel interface by packet socket: frames come through a mapped ring and leave by sendmmsg. Offloads of the
/// kernel on
/// the other side of a veth, or of receive coalescing, are undone here. The interface carries no IPv4 address of the
/// kernel.
/// </summary>
public sealed unsafe class PacketNic : INic
{
    private const int RingFrames = 1024;
    private const int MessageTruncated = 0x20;
    private const int SolSocket = 1;
    private const int SocketError = 4;

    // Longest IPv4 packet, its Ethernet header, and some room for tags.
    private const int LargestOffload = 65535 + 64;

    private readonly IFramePool _pool;
    private readonly InterfaceControl _control;
    private readonly KernelInterface _interface;
    private readonly PacketRing _ring;
    private readonly TransmitBatch _batch;
    private readonly GsoSegmenter _segmenter = new();
    private byte* _scratch;
    private int _descriptor;
    private NicCounters _counters;

    // The oversized frame being cut; its ring slot is held meanwhile, which keeps the descriptor readable.
    private byte* _oversized;
    private int _oversizedLength;

    /// <summary>Opens an interface, brings it up and listens to everything on it.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public PacketNic(string name, IFramePool pool)
    {
        _pool = pool;
        Name = name;
        _interface = PacketSocket.Check(name);
        Mtu = Math.Min(_interface.Mtu, FrameSize.Room(pool) - FrameSize.EthernetHeader - FrameSize.VlanTag);
        int longest = Mtu + FrameSize.EthernetHeader + FrameSize.VlanTag;
        _control = new InterfaceControl(name);
        try
        {
            _descriptor = PacketSocket.Create(name);
            try
            {
                // 128: the ring's header, the virtio header and alignment. What does not fit comes through the queue.
                int frameSize = (int)BitOperations.RoundUpToPowerOf2((uint)(longest + 128));
                _ring = new PacketRing(_descriptor, Math.Min(frameSize, PacketRing.BlockSize), RingFrames);
                BringUp();
                PacketSocket.Bind(_descriptor, name, _interface.Index);
            }
            catch
            {
                _ring?.Dispose();
                _ = Libc.close(_descriptor);
                throw;
            }
        }
        catch
        {
            _control.Dispose();
            throw;
        }

        _batch = new TransmitBatch(longest);
        _scratch = (byte*)NativeMemory.Alloc((nuint)(FrameSize.VlanTag + VirtioNetHeader.Size + LargestOffload));
    }

    public string Name { get; }

    public MacAddress Mac => _interface.Mac;

    public int Mtu { get; }

    public bool LinkUp
    {
        get
        {
            if (_descriptor < 0 || Fault is not null)
            {
                return false;
            }

            // A new interface of the same name is another one: the socket stays with the old.
            if (_control.Index != _interface.Index)
            {
                Fault = $"{Name}: the interface is gone";
                return false;
            }

            int flags = _control.Flags;
            return flags >= 0 && (flags & InterfaceFlags.Up) != 0 && (flags & InterfaceFlags.Running) != 0;
        }
    }

    public string? Fault { get; private set; }

    /// <summary>Things that do not stop the port but surprise operators, each with its remedy.</summary>
    public IReadOnlyList<string> Warnings =>
        InterfaceWarnings.Of(KernelInterfaces.Find(Name) ?? _interface);

    public int ReadinessDescriptor => _descriptor;

    public NicCounters Counters
    {
        get
        {
            // The kernel zeroes its statistics when read.
            RingStatistics statistics;
            uint length = (uint)sizeof(RingStatistics);
            if (_descriptor >= 0
                && Libc.getsockopt(_descriptor, PacketSocket.SolPacket, PacketSocket.Statistics, &statistics,
                    &length) == 0)
            {
                _counters.ReceiveOverruns += statistics.Drops;
            }

            return _counters;
        }
    }

    public int Receive(Span<Frame> frames)
    {
        if (_descriptor < 0)
        {
            return 0;
        }

        int count = 0;
        while (count < frames.Length && (_segmenter.Active || _ring.TryPeek(out _)))
        {
            if (!_pool.TryRent(out Frame frame))
            {
                break;
            }

            if (TryReceive(ref frame))
            {
                _counters.Received++;
                _counters.ReceivedOctets += frame.Length;
                frames[count++] = frame;
            }
            else
            {
                _pool.Return(frame);
            }
        }

        if (count == 0)
        {
            ClearError();
        }

        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames)
    {
        int taken = 0;
        while (_descriptor >= 0 && taken < frames.Length)
        {
            int run = Math.Min(TransmitBatch.Capacity, frames.Length - taken);
            int done = TransmitRun(frames.Slice(taken, run));
            taken += done;
            if (done < run)
            {
                break;
            }
        }

        return taken;
    }

    public void Dispose()
    {
        if (_descriptor < 0)
        {
            return;
        }

        _ring.Dispose();
        _ = Libc.close(_descriptor);
        _descriptor = -1;
        _batch.Dispose();
        _control.Dispose();
        NativeMemory.Free(_scratch);
        _scratch = null;
    }

    /// <summary>The next frame or segment into a slot; false when what was there is dropped and counted.</summary>
    private bool TryReceive(ref Frame frame)
    {
        if (!_segmenter.Active)
        {
            _ = _ring.TryPeek(out RingFrame source);
            if (!TryTake(source, out byte* start, out int length, out VirtioNetHeader header))
            {
                return Refuse();
            }

            if (!header.IsGso)
            {
                return TryCopy(ref frame, new OctetsIn(start, length), header);
            }

            OctetsIn oversized = new(start, length);
            int tag = FrameSize.IsTagged(oversized) ? FrameSize.VlanTag : 0;
            if (!_segmenter.TryStart(oversized, header, Mtu + FrameSize.EthernetHeader + tag))
            {
                return Refuse();
            }

            _counters.Segmented++;
            _oversized = start;
            _oversizedLength = length;
        }

        frame.Length = FrameSize.Room(_pool);
        frame.Length = _segmenter.WriteNext(new OctetsIn(_oversized, _oversizedLength), _pool.Octets(frame));
        if (!_segmenter.Active)
        {
            _ring.Release();
        }

        return true;
    }

    /// <summary>Finds the whole frame, in its slot or in the socket's queue, and puts its VLAN tag back.</summary>
    private bool TryTake(in RingFrame source, out byte* start, out int length, out VirtioNetHeader header)
    {
        start = source.Start;
        length = source.Length;
        header = default;
        if (source.WaitsInQueue)
        {
            byte* buffer = _scratch + FrameSize.VlanTag;
            nint got = Libc.recv(_descriptor, buffer, VirtioNetHeader.Size + LargestOffload, MessageTruncated);
            start = buffer + VirtioNetHeader.Size;
            if (got != VirtioNetHeader.Size + length || length > LargestOffload)
            {
                return false;
            }
        }
        else if (source.Captured < length)
        {
            return false;
        }

        header = VirtioNetHeader.Read(new OctetsIn(start - VirtioNetHeader.Size, VirtioNetHeader.Size));
        if (length < FrameSize.EthernetHeader)
        {
            return false;
        }

        if (source.HasVlanTag)
        {
            // IEEE 802.1Q §9.3: the tag stands between source address and EtherType. The header before it has been
            // read.
            Buffer.MemoryCopy(start, start - FrameSize.VlanTag, 12, 12);
            start -= FrameSize.VlanTag;
            length += FrameSize.VlanTag;
            var tag = new Octets(start + 12, FrameSize.VlanTag);
            BigEndian.WriteUInt16(tag, 0, source.TagType);
            BigEndian.WriteUInt16(tag, 2, source.VlanTci);
            header = header.Shifted(FrameSize.VlanTag);
        }

        return true;
    }

    private bool TryCopy(ref Frame frame, OctetsIn source, in VirtioNetHeader header)
    {
        if (source.Length > FrameSize.Room(_pool))
        {
            return Refuse();
        }

        frame.Length = source.Length;
        source.CopyTo(_pool.Octets(frame));
        if (header.NeedsChecksum)
        {
            if (!ChecksumCompletion.TryComplete(_pool.Octets(frame), header))
            {
                return Refuse();
            }

            _counters.ChecksumsCompleted++;
        }

        _ring.Release();
        return true;
    }

    private bool Refuse()
    {
        _counters.ReceiveErrors++;
        _ring.Release();
        return false;
    }

    /// <summary>Sends up to one batch; returns how many of the frames it took.</summary>
    private int TransmitRun(ReadOnlySpan<Frame> frames)
    {
        int queued = 0;
        foreach (Frame frame in frames)
        {
            OctetsIn octets = _pool.Octets(frame);
            if (FrameSize.Fits(octets, Mtu))
            {
                _batch.Set(queued++, octets);
            }
        }

        int settled = 0;
        ulong failed = 0;
        bool stale = true;
        while (settled < queued)
        {
            int sent = _batch.Send(_descriptor, settled, queued - settled);
            if (sent > 0)
            {
                settled += sent;
            }
            else if (Errno.Last == Errno.Eagain)
            {
                break;
            }
            else if (Errno.Last == Errno.Enetdown && stale)
            {
                // The socket reports an earlier loss of the link once, and not what became of this frame.
                stale = false;
            }
            else
            {
                // No room at the device, or no carrier: a wire drops such a frame, and so do we.
                failed |= 1UL << settled++;
            }
        }

        return Settle(frames, settled, failed);
    }

    /// <summary>Returns the slots of the frames dealt with and counts each; the rest stays with the caller.</summary>
    /// <param name="settled">How many of the frames that fit were sent or failed.</param>
    /// <param name="failed">A bit for each of those that failed.</param>
    private int Settle(ReadOnlySpan<Frame> frames, int settled, ulong failed)
    {
        int taken = 0;
        int fit = 0;
        foreach (Frame frame in frames)
        {
            OctetsIn octets = _pool.Octets(frame);
            bool fits = FrameSize.Fits(octets, Mtu);
            if (fits && fit == settled)
            {
                break;
            }

            if (fits && (failed & (1UL << fit++)) == 0)
            {
                _counters.Transmitted++;
                _counters.TransmittedOctets += octets.Length;
            }
            else
            {
                _counters.TransmitErrors++;
            }

            _pool.Return(frame);
            taken++;
        }

        return taken;
    }

    // An interface that goes down leaves ENETDOWN on the socket, which would poll ready for ever.
    private void ClearError()
    {
        int error;
        uint length = sizeof(int);
        _ = Libc.getsockopt(_descriptor, SolSocket, SocketError, &error, &length);
    }

    private void BringUp()
    {
        int error = _control.BringUp();
        if (error != 0)
        {
            throw new NicException($"{Name}: the interface is down and cannot be brought up: {Errno.Text(error)}; " +
                $"do `ip link set {Name} up`, or run with CAP_NET_ADMIN");
        }
    }
}
