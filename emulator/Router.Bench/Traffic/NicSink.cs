using System;
using Router.Hal;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>Receives through any driver of a board and keeps the books.</summary>
public sealed class NicSink
{
    private readonly INic _nic;
    private readonly IFramePool _pool;
    private readonly IClock _clock;
    private readonly Frame[] _frames = new Frame[64];

    public NicSink(INic nic, IFramePool pool, IClock clock, int flows)
    {
        _nic = nic;
        _pool = pool;
        _clock = clock;
        Meter = new FlowMeter(flows);
    }

    public FlowMeter Meter { get; }

    /// <summary>Takes what waits; returns how many frames.</summary>
    public int Receive()
    {
        int count = _nic.Receive(_frames);
        long now = _clock.Now.Nanoseconds;
        foreach (Frame frame in _frames.AsSpan(0, count))
        {
            Meter.Observe(_pool.Octets(frame), now);
            _pool.Return(frame);
        }

        return count;
    }
}
