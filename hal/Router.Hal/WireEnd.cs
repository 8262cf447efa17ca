using System;
using Router.Wire;

namespace Router.Hal;

/// <summary>One end of an <see cref="InProcessWire"/>.</summary>
internal sealed class WireEnd : INic
{
    private readonly InProcessWire _wire;
    private readonly IFramePool _pool;
    private readonly WireQueue _outgoing;
    private readonly WireQueue _incoming;
    private NicCounters _counters;
    private bool _disposed;

    internal WireEnd(InProcessWire wire, string name, MacAddress mac, IFramePool pool, WireQueue outgoing,
        WireQueue incoming, int mtu)
    {
        _wire = wire;
        _pool = pool;
        _outgoing = outgoing;
        _incoming = incoming;
        Name = name;
        Mac = mac;
        Mtu = mtu;
    }

    public string Name { get; }

    public MacAddress Mac { get; }

    public int Mtu { get; }

    public bool LinkUp => _wire.LinkUp && !_disposed;

    public string? Fault => null;

    public int ReadinessDescriptor => -1;

    public NicCounters Counters => _counters;

    public int Receive(Span<Frame> frames)
    {
        int count = 0;
        while (count < frames.Length && !_disposed && !_incoming.IsEmpty)
        {
            OctetsIn octets = _incoming.Peek();
            if (octets.Length > FrameSize.Room(_pool))
            {
                _counters.ReceiveErrors++;
                _incoming.Drop();
                continue;
            }

            if (!_pool.TryRent(out Frame frame))
            {
                break;
            }

            frame.Length = octets.Length;
            octets.CopyTo(_pool.Octets(frame));
            _incoming.Drop();
            _counters.Received++;
            _counters.ReceivedOctets += frame.Length;
            frames[count++] = frame;
        }

        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames)
    {
        int taken = 0;
        foreach (Frame frame in frames)
        {
            OctetsIn octets = _pool.Octets(frame);
            if (!LinkUp || !FrameSize.Fits(octets, Mtu))
            {
                _counters.TransmitErrors++;
            }
            else if (_outgoing.TryEnqueue(octets))
            {
                _counters.Transmitted++;
                _counters.TransmittedOctets += octets.Length;
            }
            else
            {
                break;
            }

            _pool.Return(frame);
            taken++;
        }

        return taken;
    }

    public void Dispose() => _disposed = true;
}
