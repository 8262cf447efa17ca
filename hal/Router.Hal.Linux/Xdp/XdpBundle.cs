using System;
using System.Collections.Generic;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// All queues of one interface as one NIC, for a board with a single loop: receives from each in turn, sends by the
/// first.
/// </summary>
public sealed unsafe class XdpBundle : INic
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;

    private readonly List<XdpNic> _queues = [];
    private int _epoll;
    private int _next;

    private XdpBundle(XdpInterface port, XdpMemory memory)
    {
        _epoll = Libc.epoll_create1(CloseOnExec);
        try
        {
            for (int queue = 0; queue < port.Queues; queue++)
            {
                XdpNic nic = port.Open(queue, memory);
                _queues.Add(nic);
                Watch(nic.ReadinessDescriptor);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name => _queues[0].Name;

    public MacAddress Mac => _queues[0].Mac;

    public int Mtu => _queues[0].Mtu;

    public bool LinkUp => _queues[0].LinkUp;

    public string? Fault => _queues[0].Fault;

    public int ReadinessDescriptor => _epoll;

    public IReadOnlyList<XdpNic> Queues => _queues;

    public int SlotsHeld
    {
        get
        {
            int held = 0;
            foreach (XdpNic queue in _queues)
            {
                held += queue.SlotsHeld;
            }

            return held;
        }
    }

    public NicCounters Counters
    {
        get
        {
            NicCounters sum = default;
            foreach (XdpNic queue in _queues)
            {
                sum.Add(queue.Counters);
            }

            return sum;
        }
    }

    /// <summary>Opens an interface whole: as one queue where it has one, else as a bundle of all.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public static INic Open(string name, XdpMemory memory, XdpOptions? options = null)
    {
        using var port = new XdpInterface(name, options);
        return port.Queues == 1 ? port.Open(0, memory) : new XdpBundle(port, memory);
    }

    public int Receive(Span<Frame> frames)
    {
        int count = 0;

        // Another queue comes first each time, so that none starves behind a busy one; each is asked every time.
        _next = _next + 1 == _queues.Count ? 0 : _next + 1;
        for (int i = 0; i < _queues.Count; i++)
        {
            count += _queues[(_next + i) % _queues.Count].Receive(frames[count..]);
        }

        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames) => _queues[0].Transmit(frames);

    public void Dispose()
    {
        foreach (XdpNic queue in _queues)
        {
            queue.Dispose();
        }

        if (_epoll >= 0)
        {
            _ = Libc.close(_epoll);
            _epoll = -1;
        }
    }

    private void Watch(int descriptor)
    {
        // struct epoll_event: u32 events, u64 data; packed on x86-64, aligned elsewhere. The data is not used.
        byte* @event = stackalloc byte[16];
        new Octets(@event, 16).Clear();
        *(uint*)@event = 1; // EPOLLIN
        if (_epoll < 0 || Libc.epoll_ctl(_epoll, Add, descriptor, @event) != 0)
        {
            throw new NicException($"epoll: {Errno.Text(Errno.Last)}");
        }
    }
}
