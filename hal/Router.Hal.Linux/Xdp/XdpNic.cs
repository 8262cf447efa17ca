using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// One queue of an interface by AF_XDP: the kernel, or the device itself, writes received frames into slots of the
/// board's pool and sends from them. Slots lie in the device while it waits for frames, which <see cref="SlotsHeld"/>
/// counts. Receive also hands the device new slots and takes sent ones back: call it every round.
/// </summary>
public sealed unsafe class XdpNic : INic
{
    private const int DontWait = 0x40;
    private const int Batch = 64;
    private const int BudgetOfOldKernels = 32;

    private readonly IPinnedFramePool _pool;
    private readonly XdpInterface _interface;
    private readonly XdpSocket _socket;
    private readonly PortLink _link;
    private readonly byte* _memory;
    private readonly int _slotShift;
    private readonly bool[] _held;
    private readonly int _fillTarget;
    private int _filled;
    private bool _open = true;
    private NicCounters _counters;

    // Up to where the transmit ring is known to be dealt with.
    private uint _settled;

    internal XdpNic(XdpInterface port, int queue, XdpMemory memory)
    {
        Mtu = port.Port.Mtu;
        int longest = memory.LongestFrame - FrameSize.EthernetHeader - FrameSize.VlanTag;
        if (Mtu > longest)
        {
            throw new NicException($"{port.Name}: its MTU of {Mtu} is more than a slot of {memory.Pool.SlotSize} " +
                $"octets takes by AF_XDP, {longest}: `ip link set {port.Name} mtu {Math.Min(1500, longest)}`, or use " +
                "`kind: packet`");
        }

        _interface = port;
        _pool = memory.Pool;
        _memory = (byte*)_pool.Memory;
        _slotShift = BitOperations.Log2((uint)_pool.SlotSize);
        _held = new bool[_pool.Capacity];
        int most = Math.Min((int)XdpSocket.ReceiveSize, _pool.Capacity);
        _fillTarget = port.Options.FillSlots > 0
            ? Math.Min(port.Options.FillSlots, most)
            : Math.Clamp(_pool.Capacity / 4, 1, most);
        _link = new PortLink(port.Control, port.Name, port.Port.Index);
        Queue = queue;
        _socket = XdpSocket.Open(memory, port.Port, (uint)queue, port.Options.Mode);
        try
        {
            Refill();
            port.Route(queue, _socket);
        }
        catch
        {
            Release();
            throw;
        }
    }

    public string Name => _interface.Name;

    public MacAddress Mac => _interface.Port.Mac;

    public int Mtu { get; }

    /// <summary>The device's queue.</summary>
    public int Queue { get; }

    /// <summary>Nobody copies: the device reads and writes the pool itself.</summary>
    public bool IsZeroCopy => _socket.IsZeroCopy;

    /// <summary>The program runs in the driver.</summary>
    public bool IsNative => _interface.IsNative;

    public bool LinkUp => _open && _link.IsUp;

    public string? Fault => _link.Fault;

    public int ReadinessDescriptor => _socket.Descriptor;

    public int SlotsHeld { get; private set; }

    public IReadOnlyList<string> Warnings => _interface.Warnings;

    public NicCounters Counters
    {
        get
        {
            NicCounters counters = _counters;
            if (_open)
            {
                AddStatistics(ref counters);
            }

            return counters;
        }
    }

    /// <summary>Opens the only queue of an interface.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public static XdpNic Open(string name, XdpMemory memory, XdpOptions? options = null)
    {
        using var port = new XdpInterface(name, options);
        return port.Queues == 1
            ? port.Open(0, memory)
            : throw new NicException($"{name}: it spreads frames over {port.Queues} queues and one would be served: " +
                $"`ethtool -L {name} combined 1` (or rx 1), or open all its queues");
    }

    public int Receive(Span<Frame> frames)
    {
        if (!_open)
        {
            return 0;
        }

        Reap();
        if (_settled != _socket.Transmit.Position)
        {
            // What the device had no room for earlier.
            Push();
        }

        XdpRing ring = _socket.Receive;
        uint count = ring.Filled((uint)frames.Length);
        uint first = ring.Position;
        ulong inSlot = (1UL << _slotShift) - 1;
        for (uint i = 0; i < count; i++)
        {
            ref XdpDescriptor descriptor = ref ring.Descriptor(first + i);
            int slot = (int)(descriptor.Address >> _slotShift);
            int length = (int)descriptor.Length;
            _held[slot] = false;
            frames[(int)i] = new Frame(slot, (int)(descriptor.Address & inSlot), length);
            _counters.ReceivedOctets += length;
            if (_interface.CompletesChecksums
                && PartialChecksum.TryComplete(new Octets(_memory + descriptor.Address, length)))
            {
                _counters.ChecksumsCompleted++;
            }
        }

        ring.Release(count);
        _counters.Received += count;
        SlotsHeld -= (int)count;
        _filled -= (int)count;
        Refill();
        return (int)count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames)
    {
        if (!_open)
        {
            return 0;
        }

        Reap();
        XdpRing ring = _socket.Transmit;
        uint first = ring.Position;
        uint room = ring.Free((uint)frames.Length);
        uint put = 0;
        int taken = 0;
        foreach (ref readonly Frame frame in frames)
        {
            ulong address = ((ulong)(uint)frame.Slot << _slotShift) + (uint)frame.Offset;
            if (!FrameSize.Fits(new OctetsIn(_memory + address, frame.Length), Mtu))
            {
                _counters.TransmitErrors++;
                _pool.Return(frame);
            }
            else if (put < room)
            {
                ring.Descriptor(first + put++) = new XdpDescriptor { Address = address, Length = (uint)frame.Length };
                _held[frame.Slot] = true;
            }
            else
            {
                break;
            }

            taken++;
        }

        if (put > 0)
        {
            ring.Submit(put);
            SlotsHeld += (int)put;
        }

        if (_settled != ring.Position && !Push() && _settled == first && !IsZeroCopy)
        {
            Withdraw(first, put);
        }

        return taken;
    }

    public void Dispose()
    {
        if (_open)
        {
            AddStatistics(ref _counters);
            Release();
            _interface.Dispose();
        }
    }

    /// <summary>Gives the device slots of the pool for frames to come, many at a time.</summary>
    private void Refill()
    {
        XdpRing ring = _socket.Fill;
        int wanted = _fillTarget - _filled;
        if (wanted < Batch && _filled * 2 > _fillTarget)
        {
            return;
        }

        Span<int> slots = stackalloc int[Batch];
        while (wanted > 0)
        {
            uint room = ring.Free((uint)Math.Min(wanted, Batch));
            int got = _pool.Rent(slots[..(int)room]);
            uint first = ring.Position;
            for (int i = 0; i < got; i++)
            {
                ring.Address(first + (uint)i) = (ulong)(uint)slots[i] << _slotShift;
                _held[slots[i]] = true;
            }

            if (got == 0)
            {
                break;
            }

            ring.Submit((uint)got);
            SlotsHeld += got;
            _filled += got;
            wanted -= got;
        }

        if (IsZeroCopy && ring.NeedsWakeUp)
        {
            _ = Libc.recv(_socket.Descriptor, null, 0, DontWait);
        }
    }

    /// <summary>Takes back the slots of frames that have left.</summary>
    private void Reap()
    {
        XdpRing ring = _socket.Completion;
        Span<int> slots = stackalloc int[Batch];
        for (uint count; (count = ring.Filled(Batch)) > 0;)
        {
            uint first = ring.Position;
            for (uint i = 0; i < count; i++)
            {
                int slot = (int)(ring.Address(first + i) >> _slotShift);
                slots[(int)i] = slot;
                _held[slot] = false;
            }

            ring.Release(count);
            SlotsHeld -= (int)count;
            _pool.Return(slots[..(int)count]);
        }
    }

    /// <summary>
    /// Has the kernel send what the ring holds, as far as the device has room. False when there is no device to send
    /// by, and the kernel did not look at the ring.
    /// </summary>
    private bool Push()
    {
        XdpRing ring = _socket.Transmit;
        uint attempts = ((ring.Position - _settled) / BudgetOfOldKernels) + 3;
        while (attempts-- > 0 && ring.NeedsWakeUp)
        {
            bool sent = Libc.sendto(_socket.Descriptor, null, 0, DontWait, null, 0) >= 0;
            int error = sent ? 0 : Errno.Last;
            if (error is Errno.Enetdown or Errno.Enxio)
            {
                return false;
            }

            if (error == Errno.Ebusy && !IsZeroCopy)
            {
                // One frame was taken off the ring and dropped: no carrier, or no room where it went. The next may
                // pass.
                attempts++;
                SettleDropped();
            }

            Settle(ring.Consumed);
            if (sent || _settled == ring.Position || error is not (Errno.Eagain or Errno.Ebusy or Errno.Eintr))
            {
                break;
            }
        }

        Settle(ring.Consumed);
        return true;
    }

    /// <summary>Counts what the kernel has taken off the transmit ring.</summary>
    private void Settle(uint consumed)
    {
        for (; (int)(consumed - _settled) > 0; _settled++)
        {
            _counters.Transmitted++;
            _counters.TransmittedOctets += _socket.Transmit.Descriptor(_settled).Length;
        }
    }

    // The last of those taken, which the kernel tells of only when others went before it.
    private void SettleDropped()
    {
        uint consumed = _socket.Transmit.Consumed;
        Settle((int)(consumed - _settled) > 0 ? consumed - 1 : _settled);
        _counters.TransmitErrors++;
        _settled++;
    }

    /// <summary>Drops and counts the last frames of the ring: the link is down or the interface gone.</summary>
    private void Withdraw(uint first, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            int slot = (int)(_socket.Transmit.Descriptor(first + i).Address >> _slotShift);
            _held[slot] = false;
            _pool.Return(new Frame(slot, 0, 0));
        }

        _socket.Transmit.Withdraw(count);
        SlotsHeld -= (int)count;
        _counters.TransmitErrors += count;
    }

    private void AddStatistics(ref NicCounters counters)
    {
        // Copying, a frame that finds no free slot counts in two of the kernel's numbers, one too long in one of them.
        XdpStatistics statistics = _socket.Statistics;
        long tooLong = IsZeroCopy ? 0 : Math.Max(0, (long)(statistics.Dropped - statistics.FillEmpty));
        counters.ReceiveOverruns += (long)(statistics.RingFull + statistics.Dropped) - tooLong;
        counters.ReceiveErrors += tooLong + (long)statistics.InvalidReceive;
        counters.TransmitErrors += (long)statistics.InvalidTransmit;
    }

    private void Release()
    {
        _open = false;
        bool zeroCopy = IsZeroCopy;
        _socket.Dispose();
        if (zeroCopy)
        {
            // The kernel takes its buffers off the device after the call; until then the device may write to them.
            Thread.Sleep(100);
        }

        for (int slot = 0; slot < _held.Length; slot++)
        {
            if (_held[slot])
            {
                _pool.Return(new Frame(slot, 0, 0));
            }
        }

        SlotsHeld = 0;
    }
}
