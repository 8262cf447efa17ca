using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>Frames that leave, in order, by port; and the list of ports that have some.</summary>
internal sealed unsafe class OutputQueues : IDisposable
{
    private const int FirstCapacity = 64;

    private Queue* _queues;
    private int* _busy;
    private int _ports;
    private int _busyCount;

    ~OutputQueues() => Free();

    public ReadOnlySpan<int> Busy => new(_busy, _busyCount);

    public ReadOnlySpan<Frame> this[int port] => (uint)port < (uint)_ports
        ? new ReadOnlySpan<Frame>(_queues[port].Frames, _queues[port].Count)
        : default;

    /// <summary>Makes room for a port; those below it have room already or get it too.</summary>
    public void Cover(int port)
    {
        if (port < _ports)
        {
            return;
        }

        int ports = Math.Max(port + 1, Math.Max(16, _ports * 2));
        Queue* queues = NativeArray.New<Queue>(ports);
        int* busy = NativeArray.New<int>(ports + 1);
        new ReadOnlySpan<Queue>(_queues, _ports).CopyTo(new Span<Queue>(queues, ports));
        Busy.CopyTo(new Span<int>(busy, ports));
        NativeArray.Free(_queues);
        NativeArray.Free(_busy);
        _queues = queues;
        _busy = busy;
        _ports = ports;
    }

    /// <summary>The port is covered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int port, int slot, int offset, int length)
    {
        Queue* queue = _queues + port;
        int count = queue->Count;
        if (count == queue->Capacity)
        {
            Grow(queue);
        }

        // Whether it is the first one is anybody's guess: written in any case, counted if so.
        _busy[_busyCount] = port;
        _busyCount += count == 0 ? 1 : 0;
        queue->Frames[count] = new Frame(slot, offset, length);
        queue->Count = count + 1;
        queue->Octets += length;
    }

    /// <summary>For frames that somebody else has counted.</summary>
    public void AddCounted(int port, in Frame frame)
    {
        Cover(port);
        Add(port, frame.Slot, frame.Offset, frame.Length);
        _queues[port].Counted++;
        _queues[port].Octets -= frame.Length;
    }

    /// <summary>Frames and octets added since this was last asked; before they are cleared.</summary>
    public (int Frames, long Octets) TakeCounts(int port)
    {
        Queue* queue = _queues + port;
        (int, long) counts = (queue->Count - queue->Counted, queue->Octets);
        (queue->Counted, queue->Octets) = (queue->Count, 0);
        return counts;
    }

    public void Clear()
    {
        for (int i = 0; i < _busyCount; i++)
        {
            Queue* queue = _queues + _busy[i];
            (queue->Count, queue->Counted) = (0, 0);
        }

        _busyCount = 0;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Grow(Queue* queue)
    {
        int capacity = Math.Max(FirstCapacity, queue->Capacity * 2);
        queue->Frames = (Frame*)NativeMemory.Realloc(queue->Frames, (nuint)capacity * (nuint)sizeof(Frame));
        queue->Capacity = capacity;
    }

    private void Free()
    {
        for (int i = 0; i < _ports; i++)
        {
            NativeMemory.Free(_queues[i].Frames);
        }

        NativeArray.Free(_queues);
        NativeArray.Free(_busy);
        _queues = null;
        _busy = null;
        _ports = 0;
        _busyCount = 0;
    }

    [StructLayout(LayoutKind.Sequential, Size = NativeArray.CacheLine)]
    private struct Queue
    {
        public Frame* Frames;
        public int Count;
        public int Capacity;

        /// <summary>How many of them somebody has counted.</summary>
        public int Counted;

        /// <summary>Of the others.</summary>
        public long Octets;
    }
}
