using System;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// The far end of a TAP interface: the kernel's interface and the board are two stations on one wire, so the kernel's
/// side
/// may well carry an address. The kernel leaves checksums and segmentation to this driver.
/// </summary>
public sealed unsafe class TapNic : INic
{
    private const int LargestOffload = 65535 + 64;

    private readonly IFramePool _pool;
    private readonly InterfaceControl _control;
    private readonly int _index;
    private readonly GsoSegmenter _segmenter = new();
    private readonly TapReadiness _readiness;
    private byte* _scratch;
    private int _descriptor;
    private int _oversizedLength;
    private NicCounters _counters;

    /// <summary>Attaches to a TAP interface, made if missing, and brings it up.</summary>
    /// <param name="persistent">The interface outlives this NIC.</param>
    /// <exception cref="NicException">It cannot be had; the message says why and what to do.</exception>
    public TapNic(string name, IFramePool pool, bool persistent = false)
    {
        _pool = pool;
        Name = name;
        _descriptor = TapDevice.Open(name, persistent);
        _control = new InterfaceControl(name);
        int error = _control.BringUp();
        if (error != 0)
        {
            _control.Dispose();
            _ = Libc.close(_descriptor);
            throw new NicException($"{name}: the interface is down and cannot be brought up: {Errno.Text(error)}; " +
                $"do `ip link set {name} up`, or run with CAP_NET_ADMIN");
        }

        _index = _control.Index;
        Mtu = Math.Min(_control.Mtu, FrameSize.Room(pool) - FrameSize.EthernetHeader - FrameSize.VlanTag);

        // The kernel's interface has an address of its own; ours is that one, made local and another.
        Mac = new MacAddress((_control.Mac.Value ^ 1) | 0x0200_0000_0000);
        _readiness = new TapReadiness(_descriptor);
        _scratch = (byte*)NativeMemory.Alloc(LargestOffload);
    }

    public string Name { get; }

    public MacAddress Mac { get; }

    public int Mtu { get; }

    public bool LinkUp
    {
        get
        {
            if (_descriptor < 0 || Fault is not null)
            {
                return false;
            }

            if (_control.Index != _index)
            {
                Fault = $"{Name}: the interface is gone";
                return false;
            }

            int flags = _control.Flags;
            return flags >= 0 && (flags & InterfaceFlags.Up) != 0 && (flags & InterfaceFlags.Running) != 0;
        }
    }

    public string? Fault { get; private set; }

    public int ReadinessDescriptor => _readiness.Descriptor;

    public NicCounters Counters => _counters;

    public int Receive(Span<Frame> frames)
    {
        if (_descriptor < 0)
        {
            return 0;
        }

        int count = 0;
        while (count < frames.Length && _pool.TryRent(out Frame frame))
        {
            if (!TryReceive(ref frame, out bool empty))
            {
                _pool.Return(frame);
                if (empty)
                {
                    break;
                }

                continue;
            }

            _counters.Received++;
            _counters.ReceivedOctets += frame.Length;
            frames[count++] = frame;
        }

        // Segments not yet handed over are in no kernel queue: the descriptor must tell of them all the same.
        _readiness.Pending = _segmenter.Active;
        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames)
    {
        int taken = 0;
        foreach (Frame frame in frames)
        {
            OctetsIn octets = _pool.Octets(frame);
            if (_descriptor < 0 || (FrameSize.Fits(octets, Mtu) && !TryWrite(octets)))
            {
                break;
            }

            if (!FrameSize.Fits(octets, Mtu))
            {
                _counters.TransmitErrors++;
            }

            _pool.Return(frame);
            taken++;
        }

        return taken;
    }

    public void Dispose()
    {
        if (_descriptor < 0)
        {
            return;
        }

        _readiness.Dispose();
        _ = Libc.close(_descriptor);
        _descriptor = -1;
        _control.Dispose();
        NativeMemory.Free(_scratch);
        _scratch = null;
    }

    /// <summary>The next frame or segment into a slot; false when there is none or it is dropped and counted.</summary>
    private bool TryReceive(ref Frame frame, out bool empty)
    {
        empty = false;
        frame.Length = FrameSize.Room(_pool);
        Octets slot = _pool.Octets(frame);
        if (!_segmenter.Active)
        {
            int length = Read(slot, out VirtioNetHeader header);
            if (length < 0)
            {
                empty = true;
                return false;
            }

            if (!header.IsGso)
            {
                frame.Length = Math.Min(length, slot.Length);
                return length <= slot.Length && length >= FrameSize.EthernetHeader
                    ? TryComplete(_pool.Octets(frame), header)
                    : Refuse();
            }

            // The frame begins in the slot and goes on in the scratch memory: bring it together there.
            slot[..Math.Min(length, slot.Length)].CopyTo(new Octets(_scratch, slot.Length));
            OctetsIn oversized = new(_scratch, length);
            int tag = FrameSize.IsTagged(oversized) ? FrameSize.VlanTag : 0;
            if (!_segmenter.TryStart(oversized, header, Mtu + FrameSize.EthernetHeader + tag))
            {
                return Refuse();
            }

            _counters.Segmented++;
            _oversizedLength = length;
        }

        frame.Length = _segmenter.WriteNext(new OctetsIn(_scratch, _oversizedLength), slot);
        return true;
    }

    /// <summary>
    /// Reads one frame: its start into the slot, what does not fit into the scratch memory. -1 when none waits.
    /// </summary>
    private int Read(Octets slot, out VirtioNetHeader header)
    {
        byte* prefix = stackalloc byte[VirtioNetHeader.Size];
        IoVector* vectors = stackalloc IoVector[3];
        nint got;
        fixed (byte* start = slot)
        {
            vectors[0] = new IoVector { Base = prefix, Length = VirtioNetHeader.Size };
            vectors[1] = new IoVector { Base = start, Length = (nuint)slot.Length };
            vectors[2] = new IoVector { Base = _scratch + slot.Length, Length = (nuint)(LargestOffload - slot.Length) };
            do
            {
                got = Libc.readv(_descriptor, vectors, 3);
            }
            while (got < 0 && Errno.Last == Errno.Eintr);
        }

        if (got >= VirtioNetHeader.Size)
        {
            header = VirtioNetHeader.Read(new OctetsIn(prefix, VirtioNetHeader.Size));
            return (int)got - VirtioNetHeader.Size;
        }

        if (got < 0 && Errno.Last == Errno.Ebadfd)
        {
            // Somebody deleted the interface; its descriptor would poll as failed for ever.
            Fault = $"{Name}: the interface is gone";
            _readiness.Forget(_descriptor);
        }

        header = default;
        return -1;
    }

    private bool TryComplete(Octets frame, in VirtioNetHeader header)
    {
        if (header.NeedsChecksum)
        {
            if (!ChecksumCompletion.TryComplete(frame, header))
            {
                return Refuse();
            }

            _counters.ChecksumsCompleted++;
        }

        return true;
    }

    private bool Refuse()
    {
        _counters.ReceiveErrors++;
        return false;
    }

    /// <summary>False when the kernel has no room now; any other failure is a frame lost and counted.</summary>
    private bool TryWrite(OctetsIn octets)
    {
        byte* prefix = stackalloc byte[VirtioNetHeader.Size];
        new Octets(prefix, VirtioNetHeader.Size).Clear();
        IoVector* vectors = stackalloc IoVector[2];
        nint put;
        fixed (byte* start = octets)
        {
            vectors[0] = new IoVector { Base = prefix, Length = VirtioNetHeader.Size };
            vectors[1] = new IoVector { Base = start, Length = (nuint)octets.Length };
            do
            {
                put = Libc.writev(_descriptor, vectors, 2);
            }
            while (put < 0 && Errno.Last == Errno.Eintr);
        }

        if (put > 0)
        {
            _counters.Transmitted++;
            _counters.TransmittedOctets += octets.Length;
            return true;
        }

        if (Errno.Last == Errno.Eagain)
        {
            return false;
        }

        _counters.TransmitErrors++;
        return true;
    }
}
