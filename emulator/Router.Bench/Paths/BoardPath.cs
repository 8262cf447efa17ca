using System;
using System.Runtime.Intrinsics.X86;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>Our board's core and fast path with the routes of a scenario, and its frames in native slots.</summary>
public sealed unsafe class BoardPath : IDisposable
{
    private readonly PathScenario _scenario;
    private readonly int _burst;
    private readonly NativeFramePool _pool;
    private readonly RouterCore _core;
    private readonly BatchForwarder _forwarder;
    private readonly byte[] _original;
    private readonly Frame[] _frames;
    private readonly Instant _now = new(1);

    public BoardPath(PathScenario scenario, int slotSize, int burst = PathOptions.MostBurst)
    {
        _burst = burst;
        _scenario = scenario;
        _original = scenario.MakeFrames();
        _pool = new NativeFramePool(scenario.Frames, slotSize);
        _frames = new Frame[scenario.Frames];
        for (int i = 0; i < _frames.Length; i++)
        {
            _ = _pool.TryRent(out _frames[i]);
        }

        _core = BoardCore.Make(scenario, _pool, PathScenario.Mtu(slotSize), _now);
        _forwarder = new BatchForwarder(_core, _pool);
    }

    public CoreCounters Counters => _core.Counters;

    /// <summary>Puts all frames back as they came in.</summary>
    public void Restore()
    {
        fixed (byte* original = _original)
        {
            for (int i = 0; i < _frames.Length; i++)
            {
                // Slots are numbered as they were rented, and that stays so.
                _frames[i] = new Frame(_frames[i].Slot, _pool.Headroom, PathScenario.FrameSize);
                Buffer.MemoryCopy(original + (i * PathScenario.FrameSize), _pool.Address(in _frames[i]),
                    PathScenario.FrameSize, PathScenario.FrameSize);
            }
        }
    }

    /// <summary>Forwards all frames; what comes out is counted and forgotten.</summary>
    public long Pass()
    {
        long sent = 0;
        ReadOnlySpan<Frame> frames = _frames;
        int port = _scenario.Arrival;
        int burst = _burst;
        for (int at = 0; at < frames.Length; at += burst)
        {
            int next = Math.Min(at + burst, frames.Length);
            AskFor(frames[next..Math.Min(next + burst, frames.Length)]);
            _ = _forwarder.Process(port, frames[at..next], _now);
            foreach (int busy in _forwarder.Busy)
            {
                sent += _forwarder.Output(busy).Length;
            }

            _forwarder.Clear();
        }

        return sent;
    }

    /// <summary>Forwards all frames and writes down what became of each, by its number.</summary>
    public PathOutput PassAndKeep()
    {
        var output = new PathOutput(_frames.Length);
        int[] numbers = new int[_frames.Length];
        for (int i = 0; i < _frames.Length; i++)
        {
            numbers[_frames[i].Slot] = i;
        }

        int port = _scenario.Arrival;
        for (int at = 0; at < _frames.Length; at += _burst)
        {
            _ = _forwarder.Process(port, _frames.AsSpan(at, Math.Min(_burst, _frames.Length - at)), _now);
            foreach (int busy in _forwarder.Busy)
            {
                foreach (ref readonly Frame frame in _forwarder.Output(busy))
                {
                    output.Keep(numbers[frame.Slot], busy, _pool.Octets(frame));
                }
            }

            _forwarder.Clear();
        }

        return output;
    }

    // As the contestant in C does: a driver has the next frames in its ring already.
    private void AskFor(ReadOnlySpan<Frame> frames)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        byte* memory = _pool.SlotAddress(0);
        nuint size = (nuint)_pool.SlotSize;
        foreach (ref readonly Frame frame in frames)
        {
            Sse.Prefetch0(memory + ((nuint)(uint)frame.Slot * size) + (uint)frame.Offset);
        }
    }

    public void Dispose()
    {
        _forwarder.Dispose();
        _pool.Dispose();
    }
}
