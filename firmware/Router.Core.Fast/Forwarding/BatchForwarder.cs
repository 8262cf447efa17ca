using System;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Forwards the plain majority of frames in passes over small batches, on the thread of the core. Every rule is the
/// core's; this only recognises packets about which the core has nothing to decide any more, and gives it all others,
/// in their turn.
/// </summary>
public sealed unsafe class BatchForwarder : IFrameForwarder
{
    private readonly RouterCore _core;
    private readonly CoreSide _side;
    private readonly ForwardingPasses _passes;

    /// <param name="core">The core that decides; its loop drives this one too.</param>
    /// <param name="pool">The frames of that core.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public BatchForwarder(RouterCore core, NativeFramePool pool)
        : this(core, pool, null)
    {
    }

    internal BatchForwarder(RouterCore core, NativeFramePool pool, SharedWays? shared)
    {
        _core = core;
        _side = new CoreSide(core, shared);
        _passes = new ForwardingPasses(pool, core.Routes.Fib, core.FlowSeed, _side.Table, _side);
        _side.Passes = _passes;
    }

    public ReadOnlySpan<int> Busy => _passes.Output.Busy;

    public ReadOnlySpan<Frame> Output(int port) => _passes.Output[port];

    public void Clear() => _passes.Output.Clear();

    public int Process(int port, ReadOnlySpan<Frame> frames, Instant now)
    {
        _side.TakeOutput();
        CorePort? input = _core.Port(port);
        if (input is not { LinkUp: true } || input.Mac.IsMulticast || !_core.Forwards || _core.Tracer != null)
        {
            foreach (ref readonly Frame frame in frames)
            {
                _core.Receive(port, frame, now);
                _side.TakeOutput();
            }

            return 0;
        }

        var arrival = new Arrival(input, now);
        fixed (Frame* first = frames)
        {
            _passes.Prefetch(first, frames.Length);
            for (int done = 0; done < frames.Length;)
            {
                int count = Math.Min(frames.Length - done, ForwardingPasses.Size);
                _passes.Prefetch(first + done + count, frames.Length - done - count);
                _side.Settle(now);
                done += _passes.Run(first + done, count, ref arrival);
                _side.TellCore();
            }
        }

        Count(input, in arrival);
        return (int)arrival.Fast;
    }

    /// <summary>Makes the next <see cref="Settle"/> begin anew.</summary>
    internal void Unsettle() => _side.Unsettle();

    /// <summary>Forgets what no longer holds, also when no frame comes.</summary>
    internal void Settle(Instant now) => _side.Settle(now);

    public void Dispose()
    {
        _side.Dispose();
        _passes.Dispose();
    }

    private void Count(CorePort input, in Arrival arrival)
    {
        CoreCounters counters = _core.Counters;
        counters.Received += arrival.Fast;
        counters.Forwarded += arrival.Fast;
        counters.Encapsulated += arrival.Encapsulated;
        counters.Decapsulated += arrival.Decapsulated;
        input.Counters.Received += arrival.Fast;
        input.Counters.ReceivedOctets += arrival.Octets;
        foreach (int port in Busy)
        {
            (long frames, long octets) = _passes.Output.TakeCounts(port);
            if (frames != 0)
            {
                PortCounters output = _core.Port(port)!.Counters;
                output.Transmitted += frames;
                output.TransmittedOctets += octets;
            }
        }
    }
}
