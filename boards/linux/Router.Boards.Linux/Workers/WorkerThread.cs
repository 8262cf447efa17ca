using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Boards.Linux.Workers;

/// <summary>
/// A thread that forwards: its own frames, its own queue of every device, nothing shared but the routes, which it only
/// reads. Whatever else is to be done with its queues, such as closing one, it does itself between two batches.
/// </summary>
internal sealed class WorkerThread : IDisposable
{
    private const int Batch = 64;

    // A processor that sleeps takes tens of microseconds to wake, many times what forwarding takes.
    private static readonly Duration s_lookOn = Duration.FromMicroseconds(50);

    // What a device had no room for goes with the next look at it: for a while after the last frame there is one.
    private static readonly Duration s_lookAgain = Duration.FromMilliseconds(10);
    private static readonly Duration s_settled = Duration.FromSeconds(1);

    private readonly int? _core;
    private readonly Action _wakeControl;
    private readonly MonotonicClock _clock = new();
    private readonly PollLoop _poll;
    private readonly Frame[] _received = new Frame[Batch];
    private readonly List<(int Port, INic Nic)> _queues = [];
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private INic?[] _byPort = [];
    private long[] _refused = [];
    private WorkerForwarder? _forwarder;
    private Action? _call;
    private ExceptionDispatchInfo? _failure;
    private Instant _lastFrame = Instant.Zero;
    private bool _runs;
    private bool _stop;

    /// <param name="number">Of the workers, from 0.</param>
    /// <param name="core">The only core it runs on; null: any.</param>
    /// <param name="slots">Frames of its own.</param>
    /// <param name="wakeControl">Ends the sleep of the board's loop, for which frames are waiting.</param>
    public WorkerThread(int number, int? core, int slots, Action wakeControl)
    {
        _core = core;
        _wakeControl = wakeControl;
        _poll = new PollLoop(_clock);
        Pool = new NativeFramePool(slots);
        Memory = new XdpMemory(Pool);
        _thread = new Thread(Run) { Name = FormattableString.Invariant($"worker{number}"), IsBackground = true };
    }

    public NativeFramePool Pool { get; }

    public XdpMemory Memory { get; }

    /// <summary>Starts the thread, which uses this forwarder alone from here on.</summary>
    public void Start(WorkerForwarder forwarder)
    {
        _forwarder = forwarder;
        _runs = true;
        _thread.Start();
    }

    /// <summary>Does something between two batches on the worker's thread, and waits for the end.</summary>
    public void Call(Action action)
    {
        if (!_runs)
        {
            action();
            return;
        }

        Volatile.Write(ref _call, action);
        _poll.Wake();
        _done.Wait();
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>Ends the sleep of the worker, for which frames or a call are waiting.</summary>
    public void Wake() => _poll.Wake();

    /// <summary>By <see cref="Call"/>: receives from a queue from now on, as a port of the board.</summary>
    public void Attach(int port, INic nic)
    {
        Detach(nic);
        if (port >= _byPort.Length)
        {
            Array.Resize(ref _byPort, port + 1);
        }

        _byPort[port] = nic;
        Cover(port);
        _queues.Add((port, nic));
        _poll.Watch(nic.ReadinessDescriptor, PollEvents.Readable);
    }

    /// <summary>By <see cref="Call"/>: no longer looks at a queue.</summary>
    public void Detach(INic nic)
    {
        if (_queues.RemoveAll(queue => queue.Nic == nic) == 0)
        {
            return;
        }

        _poll.Unwatch(nic.ReadinessDescriptor);
        if (Array.IndexOf(_byPort, nic) is >= 0 and int port)
        {
            // Else another queue has its place already: two ports have changed devices.
            _byPort[port] = null;
        }
    }

    /// <summary>Frames for a port that no device took. From any thread.</summary>
    public long Refused(int port)
    {
        long[] refused = Volatile.Read(ref _refused);
        return port < refused.Length ? Volatile.Read(ref refused[port]) : 0;
    }

    /// <summary>Ends the thread. What is called afterwards is done at once.</summary>
    public void Stop()
    {
        if (_runs)
        {
            Call(() => _stop = true);
            _thread.Join();
            _runs = false;
        }
    }

    public void Dispose()
    {
        Stop();
        _poll.Dispose();
        _done.Dispose();
        Pool.Dispose();
    }

    private void Run()
    {
        if (_core is { } core)
        {
            ThreadScheduling.Pin(core);
        }

        Span<Ready> ready = stackalloc Ready[16];
        while (!_stop)
        {
            _forwarder!.Begin();
            Instant now = Work();

            // What this thread held of the routes may be used again from here on.
            _forwarder.Rest();
            if (Volatile.Read(ref _call) is { } call)
            {
                Answer(call);
            }
            else
            {
                _poll.Wait(now - _lastFrame < s_settled ? now + s_lookAgain : Instant.Never, ready);
            }
        }
    }

    // Until nothing has come for a while, or somebody calls.
    private Instant Work()
    {
        Instant now;
        do
        {
            now = _clock.Now;
            Round(now);
        }
        while (now - _lastFrame < s_lookOn && Volatile.Read(ref _call) is null);
        return now;
    }

    private void Round(Instant now)
    {
        WorkerForwarder forwarder = _forwarder!;
        bool any = forwarder.Fetch(Batch) || forwarder.Busy.Length > 0;
        Send();
        foreach ((int port, INic nic) in _queues)
        {
            int count = nic.Receive(_received);
            if (count > 0)
            {
                any = true;
                forwarder.Process(port, _received.AsSpan(0, count), now);
            }
        }

        Send();
        if (any)
        {
            _lastFrame = now;
        }

        if (forwarder.HasSlow)
        {
            forwarder.HasSlow = false;
            _wakeControl();
        }
    }

    private void Send()
    {
        WorkerForwarder forwarder = _forwarder!;
        foreach (int port in forwarder.Busy)
        {
            ReadOnlySpan<Frame> frames = forwarder.Output(port);
            int taken = port < _byPort.Length ? _byPort[port]?.Transmit(frames) ?? 0 : 0;
            if (taken < frames.Length)
            {
                Refuse(port, frames[taken..]);
            }
        }

        forwarder.Clear();
    }

    // The device is full or gone: a router drops here rather than wait (RFC 1812 §5.3.6).
    private void Refuse(int port, ReadOnlySpan<Frame> frames)
    {
        Cover(port);
        Volatile.Write(ref _refused[port], _refused[port] + frames.Length);
        foreach (ref readonly Frame frame in frames)
        {
            Pool.Return(in frame);
        }
    }

    private void Cover(int port)
    {
        if (port >= _refused.Length)
        {
            long[] wider = new long[port + 1];
            _refused.CopyTo(wider, 0);
            Volatile.Write(ref _refused, wider);
        }
    }

    private void Answer(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is NicException or InvalidOperationException)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        Volatile.Write(ref _call, null);
        _done.Release();
    }
}
