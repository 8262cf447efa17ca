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

    /// <summary>True when the error says that the path takes no more than <paramref name="nextHopMtu"/>.</summary>
    public bool TakeIcmpError(byte type, byte code, ushort nextHopMtu, TcpSequence quoted)
    {
        // RFC 5927 §4.1: the quoted segment must be one that is in flight; a blind attacker has to guess it.
        if (quoted < _sendUnacknowledged || quoted >= _sendMax)
        {
            return false;
        }

        if (type == DestinationUnreachable && code == FragmentationNeeded)
        {
            // Only ever less than now (RFC 1191 §6.3), and never tiny segments.
            int mss = Math.Max(nextHopMtu, _options.MinimumPathMtu) - 40;
            bool lower = nextHopMtu != 0 && mss < Math.Min(_pathMss, _peerMss);
            if (lower)
            {
                ResizePath(mss);
            }

            return lower;
        }

        bool hard = type == DestinationUnreachable && code is ProtocolUnreachable or PortUnreachable;
        if (hard && State is SynSentState)
        {
            End(TcpEvent.Refused);
            return false;
        }

        // RFC 5927 §5.2: in a synchronized state hard errors are taken as soft ones; time decides.
        _softError = (type << 8) | code;
        return false;
    }
}
