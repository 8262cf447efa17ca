using System;
using Router.Hal.Capture;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// One direction of a link: the impairments and a ring of frames in flight, sorted by arrival. Frames stay in the
/// sender's pool until they arrive. Every frame offered ends delivered or dropped with one reason.
/// </summary>
public sealed class LinkDirection
{
    private const int EthernetHeader = 14;

    private readonly WireStreams _streams;
    private readonly Ring<InFlight> _ring = new();
    private readonly Ring<long> _departures = new();
    private LinkCounters _counters;
    private LossModel _loss;
    private long _busyUntil;
    private long _lastArrival;

    internal LinkDirection(ulong seed, string label, LinkEnd from, LinkEnd to, int handle)
    {
        _streams = new WireStreams(seed, label);
        From = from;
        To = to;
        Handle = handle;
        Impairment = Impairment.Cable;
    }

    public LinkEnd From { get; }

    public LinkEnd To { get; }

    public Impairment Impairment { get; internal set; }

    public LinkCounters Counters => _counters;

    public int InFlightCount => _ring.Count;

    internal int Handle { get; }

    internal bool Up { get; set; }

    internal ICaptureSink? OutboundCapture { get; set; }

    internal ICaptureSink? InboundCapture { get; set; }

    /// <summary>
    /// Takes a frame from the sender. The counter is the sender's own, one step per frame put on the wire.
    /// </summary>
    internal void Send(Frame frame, IFramePool pool, ref long counter, Instant now)
    {
        _counters.Offered++;
        WireDrop drop = Admit(frame, now, out long departure);
        OutboundCapture?.Capture(now, CaptureDirection.Outbound, drop, pool.Octets(frame));
        if (drop != WireDrop.None)
        {
            _counters.Drop(drop);
            pool.Return(frame);
            return;
        }

        // Chances are drawn for each frame whether a copy fits or not, so a full pool shifts nobody's draws.
        bool twice = WireStreams.Happens(_streams.Duplicate, Impairment.DuplicatePpm);
        if (twice && pool.TryRent(out Frame copy))
        {
            copy = new Frame(copy.Slot, frame.Offset, frame.Length);
            pool.Octets(frame).CopyTo(pool.Octets(copy));
            _counters.Duplicated++;
            Launch(copy, pool, ref counter, now, departure);
        }

        Launch(frame, pool, ref counter, now, departure);
    }

    internal bool TryHead(out long arrival, out long counter)
    {
        if (_ring.Count == 0)
        {
            arrival = counter = 0;
            return false;
        }

        arrival = _ring[0].Arrival;
        counter = _ring[0].Counter;
        return true;
    }

    /// <summary>The frame that arrives now, still in the sender's pool and still in flight for the counters.</summary>
    internal Frame Take() => _ring.Take().Frame;

    internal void CountDelivered() => _counters.Delivered++;

    /// <summary>Ends a frame that was in flight and will not be delivered.</summary>
    internal void Lose(in Frame frame, IFramePool pool, WireDrop drop, Instant now)
    {
        InboundCapture?.Capture(now, CaptureDirection.Inbound, drop, pool.Octets(frame));
        _counters.Drop(drop);
        pool.Return(frame);
    }

    /// <summary>The cable is cut: what is on it is lost, and what waited in front of it too.</summary>
    internal void LoseAll(IFramePool pool, WireDrop drop, Instant now)
    {
        while (_ring.Count > 0)
        {
            Lose(_ring.Take().Frame, pool, drop, now);
        }

        while (_departures.Count > 0)
        {
            _departures.Take();
        }

        _busyUntil = now.Nanoseconds;
        _lastArrival = now.Nanoseconds;
    }

    private WireDrop Admit(in Frame frame, Instant now, out long departure)
    {
        departure = now.Nanoseconds;
        if (!Up)
        {
            return WireDrop.CarrierDown;
        }

        if (Impairment.Mtu > 0 && frame.Length - EthernetHeader > Impairment.Mtu)
        {
            return WireDrop.Mtu;
        }

        if (Impairment.Rate > 0 && !TrySerialize(frame.Length, ref departure))
        {
            return WireDrop.QueueFull;
        }

        // Lost after serialisation: a frame that dies on the wire still took its time.
        return _loss.Loses(Impairment, _streams) ? WireDrop.Loss : WireDrop.None;
    }

    private bool TrySerialize(int octets, ref long time)
    {
        while (_departures.Count > 0 && _departures[0] <= time)
        {
            _departures.Take();
        }

        if (_departures.Count >= Impairment.Queue)
        {
            return false;
        }

        Int128 bits = (Int128)octets * 8 * Duration.NanosecondsPerSecond;
        long serialization = (long)((bits + Impairment.Rate - 1) / Impairment.Rate);
        _busyUntil = Math.Max(time, _busyUntil) + serialization;
        _departures.Add(_busyUntil);
        time = _busyUntil;
        return true;
    }

    private void Launch(Frame frame, IFramePool pool, ref long counter, Instant now, long departure)
    {
        long arrival = departure + Impairment.Delay.Nanoseconds;
        if (Impairment.Jitter > Duration.Zero)
        {
            Duration least = Duration.Zero - Impairment.Jitter;
            arrival += _streams.Jitter.NextDuration(least, Impairment.Jitter).Nanoseconds;
            arrival = Math.Max(arrival, now.Nanoseconds);
        }

        if (!Impairment.Reorder)
        {
            arrival = Math.Max(arrival, _lastArrival);
        }

        _lastArrival = Math.Max(arrival, _lastArrival);
        if (WireStreams.Happens(_streams.Corrupt, Impairment.CorruptPpm))
        {
            uint bit = _streams.Corrupt.NextBelow((uint)frame.Length * 8);
            pool.Octets(frame)[(int)(bit / 8)] ^= (byte)(1 << (int)(bit % 8));
            _counters.Corrupted++;
        }

        _ring.Add(new InFlight(arrival, counter++, frame));

        // Only frames that overtake move: with reordering off the loop ends at once.
        for (int i = _ring.Count - 1; i > 0 && _ring[i].Arrival < _ring[i - 1].Arrival; i--)
        {
            (_ring[i], _ring[i - 1]) = (_ring[i - 1], _ring[i]);
        }
    }

    private readonly record struct InFlight(long Arrival, long Counter, Frame Frame);
}
