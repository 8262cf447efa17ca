using System;

namespace Router.Tcp;

/// <summary>The peer's acknowledgments and windows (RFC 9293 §3.10.7.4 fifth step, RFC 5681, RFC 6298).</summary>
internal sealed partial class Connection
{
    private bool _timing;
    private TcpSequence _timedSequence;
    private Instant _timedAt;

    /// <summary>False drops the segment: it acknowledges what cannot be acknowledged.</summary>
    public bool TakeAcknowledgment(in Arrival arrival)
    {
        TcpSequence acknowledgment = arrival.Acknowledgment;

        // RFC 5961 §5.2: (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT, against blind injection of data.
        if (acknowledgment > _sendMax || acknowledgment < _sendUnacknowledged - _maxSendWindow)
        {
            Challenge(arrival.Now);
            return false;
        }

        if (acknowledgment < _sendUnacknowledged)
        {
            return true;
        }

        uint window = (uint)arrival.Window << _sendScale;
        if (acknowledgment > _sendUnacknowledged)
        {
            TakeNewAcknowledgment(arrival);
        }
        else if (InFlight > 0 && arrival.Length == 0 && window == _sendWindow && !IsArmed(TimerKind.Persist)
            && _congestion.Duplicate(acknowledgment, _sendMax, InFlight, _segmentSize))
        {
            // RFC 5681 §2 says what a duplicate is: data is outstanding, no data, no SYN or FIN, same window.
            RetransmitFirst();
        }

        if (Ended)
        {
            return false;
        }

        TakeWindow(arrival, window);
        if (IsArmed(TimerKind.Persist) && Rest == TcpRest.Read)
        {
            // RFC 1122 §4.2.2.17: a peer that answers probes may keep its window closed for ever, while somebody cares.
            Arm(TimerKind.GiveUp, arrival.Now + Settings.UserTimeout);
        }

        return true;
    }

    private void TakeNewAcknowledgment(in Arrival arrival)
    {
        TcpSequence acknowledgment = arrival.Acknowledgment;
        uint octets = (uint)(acknowledgment - _sendUnacknowledged);
        bool finAcknowledged = _finQueued && octets > Queued;
        MeasureRoundTrip(acknowledgment, arrival);
        int text = Math.Min((int)octets, Queued);
        _sendRing!.Drop(text);
        _octetsAcknowledged += (ulong)text;
        _sendUnacknowledged = acknowledgment;
        _sendNext = TcpSequence.Max(_sendNext, acknowledgment);
        if (_congestion.Acknowledged(acknowledgment, octets, InFlight, _segmentSize, out bool keepTimer))
        {
            RetransmitFirst();
        }

        _congestion.Forget(acknowledgment);
        Disarm(TimerKind.Persist);
        _persistBackoff = 0;
        if (InFlight == 0)
        {
            // RFC 6298 §5.2
            Disarm(TimerKind.Retransmit);
            Disarm(TimerKind.GiveUp);
        }
        else if (!keepTimer)
        {
            // RFC 6298 §5.3
            Arm(TimerKind.Retransmit, arrival.Now + _roundTrip.Rto);
            Arm(TimerKind.GiveUp, arrival.Now + Settings.UserTimeout);
        }

        if (_writableWanted && _sendRing.Free > 0)
        {
            _writableWanted = false;
            Announce(TcpEvent.Writable);
        }

        if (finAcknowledged)
        {
            _finAcknowledged = true;
            State.OurFinAcknowledged(this, arrival.Now);
        }
    }

    /// <summary>
    /// RFC 9293 §3.10.7.4: a window is news when its segment is not older than the one that set it last.
    /// </summary>
    private void TakeWindow(in Arrival arrival, uint window)
    {
        if (_windowUpdateSequence < arrival.Sequence || (_windowUpdateSequence == arrival.Sequence
            && _windowUpdateAcknowledgment <= arrival.Acknowledgment))
        {
            if (_sendWindow == 0 && window > 0)
            {
                // The probe octet, if one is out, is not flight: what follows starts from SND.UNA again.
                Disarm(TimerKind.Persist);
                Disarm(TimerKind.GiveUp);
                _persistBackoff = 0;
            }

            _sendWindow = window;
            _maxSendWindow = Math.Max(_maxSendWindow, window);
            _windowUpdateSequence = arrival.Sequence;
            _windowUpdateAcknowledgment = arrival.Acknowledgment;
        }
    }

    /// <summary>
    /// One segment per round trip is timed, and the sample is dropped when anything is sent twice (Karn, RFC 6298 §3).
    /// Then timestamps, if in use, give the sample that Karn's rule denies (RFC 7323 §4.1).
    /// </summary>
    private void MeasureRoundTrip(TcpSequence acknowledgment, in Arrival arrival)
    {
        if (_timing)
        {
            if (acknowledgment > _timedSequence)
            {
                _timing = false;
                _roundTrip.Sample(arrival.Now - _timedAt);
            }
        }
        else if (_timestamps && arrival.Options.HasTimestamps && arrival.Options.TimestampEcho != 0)
        {
            int elapsed = unchecked((int)(TimestampClock(arrival.Now) - arrival.Options.TimestampEcho));
            if (elapsed >= 0 && elapsed < 300_000)
            {
                _roundTrip.Sample(Duration.FromMilliseconds(elapsed));
            }
        }
    }
}
