using System.Collections.Generic;
using Router.Core;
using Router.Wire;

namespace Router.Node.Capture;

/// <summary>
/// The captures of one node. A received frame is noted before the core sees it and written after, so that a drop has
/// its reason beside it. Off, it costs one comparison a frame.
/// </summary>
public sealed class PortCaptures : ICoreTracer
{
    private readonly RouterCore _core;
    private readonly IFramePool _pool;
    private readonly List<CaptureTap> _taps = [];
    private ICoreTracer? _outer;
    private int _slot = -1;
    private DropReason? _reason;

    public PortCaptures(RouterCore core, IFramePool pool)
    {
        _core = core;
        _pool = pool;
    }

    public bool Active => _taps.Count > 0;

    public void Add(CaptureTap tap) => _taps.Add(tap);

    public void Remove(CaptureTap tap) => _taps.Remove(tap);

    /// <summary>Gives the core a received frame and writes it to the captures of that port.</summary>
    public void Receive(int port, Frame frame, Instant now)
    {
        byte[] copy = _pool.Octets(frame).ToArray();
        _slot = frame.Slot;
        _reason = null;
        _outer = _core.Tracer;
        _core.Tracer = this;
        _core.Receive(port, frame, now);
        _core.Tracer = _outer;
        _slot = -1;
        Write(port, outbound: false, copy, _reason, now);
    }

    public void Transmit(int port, Frame frame, Instant now) =>
        Write(port, outbound: true, _pool.Octets(frame).ToArray(), null, now);

    public void OnStep(in CoreTraceStep step)
    {
        if (step.Kind == CoreTraceKind.Dropped && step.Slot == _slot)
        {
            _reason = step.Reason;
        }

        _outer?.OnStep(step);
    }

    private void Write(int port, bool outbound, byte[] frame, DropReason? reason, Instant now)
    {
        foreach (CaptureTap tap in _taps)
        {
            if (tap.Port == port && !(outbound && tap.InboundOnly))
            {
                tap.Lines.Add(now, outbound, frame, reason is { } why ? DropReasons.NameOf(why) : null);
            }
        }
    }
}
