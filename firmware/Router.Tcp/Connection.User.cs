using System;

namespace Router.Tcp;

/// <summary>The user's calls (RFC 9293 §3.10.1 to §3.10.6) and what the user is told.</summary>
internal sealed partial class Connection
{
    private const int EventKinds = (int)TcpEvent.PeerClosed + 1;

    private bool _writableWanted;
    private int _events;
    private int _softError = -1;
    private ulong _octetsAcknowledged;
    private ulong _octetsReceived;
    private ulong _retransmissions;

    public int Send(ReadOnlySpan<byte> data)
    {
        if (!State.TakesData || _finQueued || _sendRing is null)
        {
            return -1;
        }

        int taken = _sendRing.Append(data);
        _writableWanted |= taken < data.Length;
        return taken;
    }

    public void QueueFin() => _finQueued = true;

    /// <summary>
    /// Takes the next thing to tell the owner, in a fixed order; the end of the connection comes last.
    /// </summary>
    public bool TryTakeEvent(out TcpEvent e)
    {
        for (int kind = 0; kind < EventKinds; kind++)
        {
            if ((_events & (1 << kind)) != 0)
            {
                _events &= ~(1 << kind);
                e = (TcpEvent)kind;
                return true;
            }
        }

        e = _end.GetValueOrDefault();
        bool ended = _end.HasValue;
        _end = null;
        return ended;
    }

    public TcpInfo Info() => new()
    {
        State = State.Name,
        LocalAddress = Tuple.Local,
        LocalPort = Tuple.LocalPort,
        RemoteAddress = Tuple.Remote,
        RemotePort = Tuple.RemotePort,
        RoundTrip = _roundTrip.Smoothed,
        Rto = _roundTrip.Rto,
        SegmentSize = (int)_segmentSize,
        CongestionWindow = _congestion.Window,
        SlowStartThreshold = _congestion.Threshold,
        SendWindow = _sendWindow,
        InFlight = InFlight,
        SendQueued = Queued,
        SendFree = _sendRing?.Free ?? 0,
        ReceiveQueued = _receiveRing?.Length ?? 0,
        Timestamps = _timestamps,
        OctetsAcknowledged = _octetsAcknowledged,
        OctetsReceived = _octetsReceived,
        Retransmissions = _retransmissions,
        SoftError = _softError,
    };

    private void Announce(TcpEvent e) => _events |= 1 << (int)e;

    private void ResetStatistics()
    {
        _octetsAcknowledged = 0;
        _octetsReceived = 0;
        _retransmissions = 0;
    }
}
