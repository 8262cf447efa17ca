using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// A kernel interface by packet socket: frames come and go through mapped rings. Offloads of the kernel on the other
/// side of a veth, or of receive coalescing, are undone here. The interface carries no IPv4 address of the kernel.
/// </summary>
public sealed unsafe class PacketNic : INic
{
    private const int MessageTruncated = 0x20;
    private const int DontWait = 0x40;
    private const int SolSocket = 1;
    private const int SocketError = 4;

    // Longest IPv4 packet, its Ethernet header, and some room for tags.
    private const int LargestOffload = 65535 + 64;

    private readonly IFramePool _pool;
    private readonly InterfaceControl _control;
    private readonly KernelInterface _interface;
    private readonly PacketRings _rings;
    private readonly PacketRing? _slots;
    private readonly BlockRing? _blocks;
    private readonly TransmitRing _outgoing;
    private readonly PortLink _link;
    private readonly GsoSegmenter _segmenter = new();
    private byte* _scratch;
    private int _descriptor;
    private NicCounters _counters;

    // The oversized frame being cut; its ring slot is held meanwhile, which keeps the descriptor readable.
    private byte* _oversized;
    private int _oversizedLength;

    /// <summary>Opens an interface, brings it up and listens to everything on it.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public PacketNic(string name, IFramePool pool, PacketOptions? options = null)
    {
        options ??= new PacketOptions();
        _pool = pool;
        Name = name;
        _interface = PacketSocket.Check(name);
        Mtu = Math.Min(_interface.Mtu, FrameSize.Room(pool) - FrameSize.EthernetHeader - FrameSize.VlanTag);
        int longest = Mtu + FrameSize.EthernetHeader + FrameSize.VlanTag;
        _control = new InterfaceControl(name);
        try
        {
            _descriptor = PacketSocket.Create(name, options);
            try
            {
                _rings = new PacketRings(_descriptor, options.Ring, longest);
                BringUp();
                PacketSocket.Bind(_descriptor, name, _interface.Index);
            }
            catch
            {
                _rings?.Dispose();
                _ = Libc.close(_descriptor);
                throw;
            }
        }
        catch
        {
            _control.Dispose();
            throw;
        }

        _slots = _rings.ReceiveSlots;
        _blocks = _rings.ReceiveBlocks;
        _outgoing = _rings.Transmit;
        _link = new PortLink(_control, name, _interface.Index);
        _scratch = (byte*)NativeMemory.Alloc((nuint)(FrameSize.VlanTag + VirtioNetHeader.Size + LargestOffload));
    }

    public string Name { get; }

    public MacAddress Mac => _interface.Mac;

    public int Mtu { get; }

    public bool LinkUp => _descriptor >= 0 && _link.IsUp;

    public string? Fault => _link.Fault;

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

        if (_outgoing.Pending > 0)
        {
            Send();
        }

        int count = 0;
        while (count < frames.Length && (_segmenter.Active || TryPeek(out _)))
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
        if (_descriptor < 0)
        {
            return 0;
        }

        int taken = 0;
        foreach (ref readonly Frame frame in frames)
        {
            OctetsIn octets = _pool.Octets(frame);
            if (!FrameSize.Fits(octets, Mtu))
            {
                _counters.TransmitErrors++;
            }
            else if (!_outgoing.TryPut(octets))
            {
                // Full, perhaps only of frames not sent yet.
                Send();
                if (!_outgoing.TryPut(octets))
                {
                    break;
                }
            }

            _pool.Return(frame);
            taken++;
        }

        Send();
        return taken;
    }

    /// <summary>Shares the interface's frames with other NICs of the group by flow; 0 begins one.</summary>
    internal int JoinFanout(int group)
    {
        int joined = PacketSocket.JoinFanout(_descriptor, Name, group);
        while (group != 0 && TryPeek(out RingFrame frame))
        {
            // What came before went to the group as well.
            if (frame.WaitsInQueue)
            {
                _ = Libc.recv(_descriptor, _scratch, 1, MessageTruncated);
            }

            ReleaseFrame();
        }

        return joined;
    }

    public void Dispose()
    {
        if (_descriptor < 0)
        {
            return;
        }

        _counters.TransmitErrors += _outgoing.Withdraw();
        _rings.Dispose();
        _ = Libc.close(_descriptor);
        _descriptor = -1;
        _control.Dispose();
        NativeMemory.Free(_scratch);
        _scratch = null;
    }

    private bool TryPeek(out RingFrame frame) =>
        _slots is not null ? _slots.TryPeek(out frame) : _blocks!.TryPeek(out frame);

    private void ReleaseFrame()
    {
        if (_slots is not null)
        {
            _slots.Release();
        }
        else
        {
            _blocks!.Release();
        }
    }

    /// <summary>The next frame or segment into a slot; false when what was there is dropped and counted.</summary>
    private bool TryReceive(ref Frame frame)
    {
        if (!_segmenter.Active)
        {
            _ = TryPeek(out RingFrame source);
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
            ReleaseFrame();
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
            start = buffer + VirtioNetHeader.Size;
            if (!TryTakeQueued(buffer, VirtioNetHeader.Size + length) || length > LargestOffload)
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

    /// <summary>
    /// Takes the frame that a ring slot stands for out of the socket's queue. What stands before it there has lost its
    /// slot and goes, or every later frame would be the wrong one.
    /// </summary>
    private bool TryTakeQueued(byte* buffer, int expected)
    {
        while (true)
        {
            nint got = Libc.recv(_descriptor, buffer, VirtioNetHeader.Size + LargestOffload, MessageTruncated);
            if (got == expected)
            {
                return true;
            }

            // A link that went down reports ENETDOWN once, in place of a frame.
            if (got < 0 && Errno.Last != Errno.Enetdown)
            {
                return false;
            }
        }
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

        ReleaseFrame();
        return true;
    }

    private bool Refuse()
    {
        _counters.ReceiveErrors++;
        ReleaseFrame();
        return false;
    }

    /// <summary>Has the kernel send what the transmit ring holds.</summary>
    private void Send()
    {
        bool stale = true;
        while (_outgoing.Pending > 0)
        {
            bool sent = Libc.send(_descriptor, null, 0, DontWait) >= 0;
            int error = sent ? 0 : Errno.Last;
            _outgoing.Settle(ref _counters);
            if (sent || error == Errno.Eagain)
            {
                // What is left waits for room in the socket's send buffer, and goes with the next call.
                return;
            }

            if (error == Errno.Enobufs)
            {
                // No room at the device: a wire drops such a frame, and so do we.
                if (_outgoing.Pending > 0)
                {
                    _outgoing.Spoil();
                    _counters.TransmitErrors++;
                }
            }
            else if (error == Errno.Enetdown && stale)
            {
                // The socket reports an earlier loss of the link once, and not what became of this frame.
                stale = false;
            }
            else if (error != Errno.Eintr)
            {
                _counters.TransmitErrors += _outgoing.Withdraw();
            }
        }
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
