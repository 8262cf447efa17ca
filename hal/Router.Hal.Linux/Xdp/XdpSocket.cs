using System;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// An AF_XDP socket bound to one queue of an interface: four rings over the board's memory
/// (Documentation/networking/af_xdp.rst).
/// </summary>
internal sealed unsafe class XdpSocket : IDisposable
{
    // More than a TCP window of the kernel's default limits, in segments: a burst of one flow finds room.
    internal const uint ReceiveSize = 4096;
    internal const uint TransmitSize = 1024;

    private const int Family = 44; // AF_XDP
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const int SolXdp = 283;
    private const int MapOffsets = 1;
    private const int ReceiveRing = 2;
    private const int TransmitRing = 3;
    private const int RegisterMemory = 4;
    private const int FillRing = 5;
    private const int CompletionRing = 6;
    private const int StatisticsOption = 7;
    private const int OptionsOption = 8;
    private const int TransmitBudget = 9; // Linux 6.18
    private const int SolSocket = 1;
    private const int SendBufferForce = 32;
    private const ushort SharedMemoryFlag = 1;
    private const ushort CopyFlag = 2;
    private const ushort ZeroCopyFlag = 4;
    private const ushort NeedWakeUpFlag = 8;

    // A frame under way through the kernel still counts against the send buffer; the ring is the limit, not that.
    private const int SendBuffer = 32 * 1024 * 1024;

    // Every frame under way has a place in it, whatever the transmit ring gives up meanwhile.
    private const uint CompletionSize = 2 * TransmitSize;

    private readonly XdpMemory _memory;

    private XdpSocket(XdpMemory memory, int descriptor)
    {
        _memory = memory;
        Descriptor = descriptor;
    }

    internal int Descriptor { get; private set; }

    internal bool IsZeroCopy { get; private set; }

    internal XdpRing Receive { get; private set; } = null!;

    internal XdpRing Transmit { get; private set; } = null!;

    internal XdpRing Fill { get; private set; } = null!;

    internal XdpRing Completion { get; private set; } = null!;

    internal XdpStatistics Statistics
    {
        get
        {
            XdpStatistics statistics = default;
            uint length = (uint)sizeof(XdpStatistics);
            _ = Libc.getsockopt(Descriptor, SolXdp, StatisticsOption, &statistics, &length);
            return statistics;
        }
    }

    /// <summary>
    /// Opens and binds in the best way the mode allows. A socket that joins another's registration has that one's mode,
    /// so those of different modes register the same memory twice: frames pass between them all the same.
    /// </summary>
    internal static XdpSocket Open(XdpMemory memory, KernelInterface port, uint queue, XdpMode mode)
    {
        if (sizeof(nint) < sizeof(long))
        {
            throw new NicException(
                $"{port.Name}: AF_XDP maps its rings beyond what 32 bits address; use `kind: packet`");
        }

        int error = 0;
        if (mode != XdpMode.Copy)
        {
            XdpSocket? socket = memory.Anchor(zeroCopy: true) is { } partner
                ? TryBind(memory, port, queue, SharedMemoryFlag, partner, out _)
                : null;
            socket ??= TryBind(memory, port, queue, ZeroCopyFlag | NeedWakeUpFlag, null, out error);
            if (socket is not null || mode == XdpMode.ZeroCopy || error == Errno.Ebusy)
            {
                return socket ?? throw Refused(port.Name, queue, mode, error);
            }
        }

        XdpSocket? copying = memory.Anchor(zeroCopy: false) is { } anchor
            ? TryBind(memory, port, queue, SharedMemoryFlag, anchor, out error)
            : null;
        copying ??= TryBind(memory, port, queue, CopyFlag | NeedWakeUpFlag, null, out error);
        return copying ?? throw Refused(port.Name, queue, mode, error);
    }

    public void Dispose()
    {
        if (Descriptor < 0)
        {
            return;
        }

        _memory.Remove(this);
        Receive?.Dispose();
        Transmit?.Dispose();
        Fill?.Dispose();
        Completion?.Dispose();
        _ = Libc.close(Descriptor);
        Descriptor = -1;
    }

    private static XdpSocket? TryBind(
        XdpMemory memory, KernelInterface port, uint queue, ushort flags, XdpSocket? partner, out int error)
    {
        int descriptor = Libc.socket(Family, Raw | CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw NoSocket(port.Name, Errno.Last);
        }

        var socket = new XdpSocket(memory, descriptor);
        try
        {
            if (partner is null)
            {
                socket.Register(port.Name);
            }

            socket.MakeRings(port.Name);
            var address = new XdpAddress
            {
                Family = Family,
                Flags = flags,
                Index = port.Index,
                Queue = queue,
                SharedMemory = (uint)(partner?.Descriptor ?? 0),
            };
            error = Libc.bind(descriptor, &address, (uint)sizeof(XdpAddress)) == 0 ? 0 : Errno.Last;
            if (error == 0)
            {
                socket.IsZeroCopy = socket.AskZeroCopy();
                memory.Add(socket);
                return socket;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        return null;
    }

    private void Register(string name)
    {
        var request = new XdpMemoryRequest
        {
            Address = (ulong)_memory.Pool.Memory,
            Length = (ulong)_memory.Pool.Capacity * (ulong)_memory.Pool.SlotSize,
            ChunkSize = (uint)_memory.Pool.SlotSize,
            Headroom = (uint)_memory.ExtraHeadroom,
        };
        if (Libc.setsockopt(Descriptor, SolXdp, RegisterMemory, &request, (uint)sizeof(XdpMemoryRequest)) != 0)
        {
            int error = Errno.Last;
            throw new NicException(error is Errno.Enobufs or Errno.Enomem
                ? $"{name}: the frame pool's {request.Length >> 20} MiB may not be locked in memory: raise " +
                  "`ulimit -l` (LimitMEMLOCK= of a service), or run with CAP_IPC_LOCK"
                : $"{name}: the kernel refuses the frame pool for AF_XDP: {Errno.Text(error)}");
        }
    }

    private void MakeRings(string name)
    {
        int size = SendBuffer;
        uint budget = TransmitSize;
        _ = Libc.setsockopt(Descriptor, SolSocket, SendBufferForce, &size, sizeof(int));
        SetSize(name, FillRing, ReceiveSize);
        SetSize(name, CompletionRing, CompletionSize);
        SetSize(name, ReceiveRing, ReceiveSize);
        SetSize(name, TransmitRing, TransmitSize);

        // Best effort: older kernels send 32 frames a call.
        _ = Libc.setsockopt(Descriptor, SolXdp, TransmitBudget, &budget, sizeof(uint));
        XdpRingOffsets offsets;
        uint length = (uint)sizeof(XdpRingOffsets);
        if (Libc.getsockopt(Descriptor, SolXdp, MapOffsets, &offsets, &length) != 0
            || length != sizeof(XdpRingOffsets))
        {
            throw new NicException($"{name}: the kernel's AF_XDP is too old; Linux 6.1 or later is needed");
        }

        int descriptorSize = sizeof(XdpDescriptor);
        Receive = new XdpRing(Descriptor, ReceiveSize, descriptorSize, offsets.Receive, 0);
        Transmit = new XdpRing(Descriptor, TransmitSize, descriptorSize, offsets.Transmit, 0x8000_0000);
        Fill = new XdpRing(Descriptor, ReceiveSize, sizeof(ulong), offsets.Fill, 0x1_0000_0000);
        Completion = new XdpRing(Descriptor, CompletionSize, sizeof(ulong), offsets.Completion, 0x1_8000_0000);
    }

    private void SetSize(string name, int ring, uint entries)
    {
        if (Libc.setsockopt(Descriptor, SolXdp, ring, &entries, sizeof(uint)) != 0)
        {
            throw new NicException($"{name}: the kernel refuses an AF_XDP ring: {Errno.Text(Errno.Last)}");
        }
    }

    private bool AskZeroCopy()
    {
        uint options;
        uint length = sizeof(uint);
        return Libc.getsockopt(Descriptor, SolXdp, OptionsOption, &options, &length) == 0 && (options & 1) != 0;
    }

    private static NicException NoSocket(string name, int error) => new(error switch
    {
        Errno.Eperm or Errno.Eacces => $"{name}: an AF_XDP socket needs CAP_NET_RAW: run as root, or `setcap " +
            "cap_net_raw,cap_net_admin,cap_bpf,cap_ipc_lock+ep` on the router binary",
        Errno.Eafnosupport => $"{name}: this kernel has no AF_XDP (CONFIG_XDP_SOCKETS); use `kind: packet`",
        _ => $"{name}: no AF_XDP socket: {Errno.Text(error)}",
    });

    private static NicException Refused(string name, uint queue, XdpMode mode, int error) => new(error switch
    {
        Errno.Ebusy => $"{name}: another AF_XDP socket holds queue {queue}: end its process, or take another queue",
        Errno.Einval when mode != XdpMode.ZeroCopy => $"{name}: there is no queue {queue}; `ethtool -l {name}`",
        _ when mode == XdpMode.ZeroCopy => $"{name}: its driver has no zero-copy for queue {queue} " +
            $"({Errno.Text(error)}): use `mode: auto` or `mode: copy`",
        _ => $"{name}: AF_XDP on queue {queue}: {Errno.Text(error)}",
    });
}
