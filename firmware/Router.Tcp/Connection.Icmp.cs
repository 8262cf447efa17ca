using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>ICMP errors about this connection (RFC 1122 §4.2.3.9), believed as far as RFC 5927 says.</summary>
internal sealed partial class Connection
{
    private const byte DestinationUnreachable = 3;
    private const byte ProtocolUnreachable = 2;
    private const byte PortUnreachable = 3;
    private const byte FragmentationNeeded = 4;

    public void TakeIcmpError(byte type, byte code, ushort nextHopMtu, TcpSequence quoted)
    {
        // RFC 5927 §4.1: the quoted segment must be one that is in flight; a blind attacker has to guess it.
        if (quoted < _sendUnacknowledged || quoted >= _sendMax)
        {
            return;
        }

        if (type == DestinationUnreachable && code == FragmentationNeeded)
        {
            TakePathMtu(nextHopMtu);
            return;
        }

        bool hard = type == DestinationUnreachable && code is ProtocolUnreachable or PortUnreachable;
        if (hard && State is SynSentState)
        {
            End(TcpEvent.Refused);
            return;
        }

        // RFC 5927 §5.2: in a synchronized state hard errors are taken as soft ones; time decides.
        _softError = (type << 8) | code;
    }

    /// <summary>
    /// RFC 1191 §6.4: smaller segments from the first unacknowledged octet on, and no congestion signal.
    /// </summary>
    private void TakePathMtu(ushort nextHopMtu)
    {
        int mss = Math.Max(nextHopMtu - 40, _options.MinimumMss);
        if (nextHopMtu == 0 || mss >= Math.Min(_pathMss, _peerMss))
        {
            return;
        }

        uint before = _segmentSize;
        _pathMss = mss;
        SizeSegments();
        if (State is SynSentState or SynReceivedState or TimeWaitState || _segmentSize >= before)
        {
            return;
        }

        _congestion.SegmentShrank(_segmentSize);
        _timing = false;
        _retransmitFirst = false;
        _sendNext = _sendUnacknowledged;
    }
}
