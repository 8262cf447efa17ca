using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>The timers of one connection and what each does when it fires.</summary>
internal sealed partial class Connection
{
    private int _unansweredProbes;

    /// <summary>Fires the earliest due timer; equal ones in the order of <see cref="TimerKind"/>.</summary>
    public void FireTimer(Instant now)
    {
        int earliest = 0;
        for (int kind = 1; kind < _deadlines.Length; kind++)
        {
            earliest = _deadlines[kind] < _deadlines[earliest] ? kind : earliest;
        }

        if (_deadlines[earliest] > now)
        {
            return;
        }

        _deadlines[earliest] = Instant.Never;
        switch ((TimerKind)earliest)
        {
            case TimerKind.GiveUp:
                End(Listener is null ? TcpEvent.TimedOut : null);
                break;
            case TimerKind.Linger:
                End(TcpEvent.Closed);
                break;
            case TimerKind.Retransmit:
                RetransmissionTimeout();
                break;
            case TimerKind.Persist:
                _persistDue = true;
                break;
            case TimerKind.DelayedAck:
                AcknowledgeNow();
                break;
            default:
                KeepAlive(now);
                break;
        }
    }

    /// <summary>An acceptable segment came: the peer lives.</summary>
    public void Heard(Instant now)
    {
        _unansweredProbes = 0;
        if (Settings.KeepAliveIdle > Duration.Zero)
        {
            Arm(TimerKind.KeepAlive, now + Settings.KeepAliveIdle);
        }

        // Once the owner is gone, a peer that goes on talking does not keep the connection.
        if (State is FinWait2State && Rest == TcpRest.Read)
        {
            StartFinWait2(now);
        }
    }

    private void RetransmissionTimeout()
    {
        _roundTrip.BackOff();
        _timing = false;
        if (State is SynSentState or SynReceivedState)
        {
            _synRepeated = true;
            SendSynNow();
            return;
        }

        // RFC 6298 §5.4 and RFC 5681 §3.1: from the first unacknowledged octet on, one segment to begin with.
        _congestion.TimedOut(_sendMax, InFlight, _segmentSize);
        _retransmitFirst = false;
        _sendNext = _sendUnacknowledged;
    }

    private void KeepAlive(Instant now)
    {
        // RFC 1122 §4.2.3.6: only on an idle connection; data in flight has its own timer.
        if (InFlight == 0 && !IsArmed(TimerKind.Persist))
        {
            if (_unansweredProbes >= Settings.KeepAliveProbes)
            {
                End(TcpEvent.TimedOut);
                return;
            }

            _unansweredProbes++;
            _keepAliveDue = true;
        }

        Arm(TimerKind.KeepAlive, now + Duration.Max(Settings.KeepAliveInterval, Duration.FromMilliseconds(1)));
    }

    private bool IsArmed(TimerKind kind) => _deadlines[(int)kind] != Instant.Never;

    private void Arm(TimerKind kind, Instant at) => _deadlines[(int)kind] = at;

    private void Disarm(TimerKind kind) => _deadlines[(int)kind] = Instant.Never;
}
