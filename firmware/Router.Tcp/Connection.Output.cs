using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>
/// Decides what leaves (RFC 9293 §3.8.6.2.1, RFC 5681): repeats first, then data as far as both windows allow, then an
/// acknowledgment if none went along.
/// </summary>
internal sealed partial class Connection
{
    // More duplicates than this in one Poll tell the sender nothing new.
    private const int MaxDuplicateAcknowledgments = 64;

    private bool _acknowledgeNow;
    private bool _finAcknowledged;
    private int _duplicateAcknowledgments;
    private bool _retransmitFirst;
    private bool _persistDue;
    private bool _keepAliveDue;
    private int _persistBackoff;
    private Instant _lastSent;

    /// <summary>An acknowledgment leaves with the next Poll, on data or alone.</summary>
    public void AcknowledgeNow() => _acknowledgeNow = true;

    public void Output(Instant now, SegmentWriter writer)
    {
        if (Ended)
        {
            return;
        }

        if (State is SynSentState or SynReceivedState)
        {
            OutputHandshake(now, writer);
            return;
        }

        if (State is TimeWaitState)
        {
            OutputAcknowledgments(now, writer);
            return;
        }

        // RFC 5681 §3.2: a duplicate acknowledgment carries no data, or the peer would not count it.
        for (; _duplicateAcknowledgments > 0; _duplicateAcknowledgments--)
        {
            Emit(now, writer, _sendMax, TcpFlags.Ack, 0, 0);
        }

        if (_retransmitFirst)
        {
            _retransmitFirst = false;
            int length = Math.Min((int)_segmentSize, Math.Min(Queued, (int)InFlight));
            EmitText(now, writer, _sendUnacknowledged, length);
        }

        if (_keepAliveDue)
        {
            // RFC 9293 §3.8.4: SEG.SEQ = SND.NXT − 1, no octet.
            _keepAliveDue = false;
            Emit(now, writer, _sendMax - 1u, TcpFlags.Ack, 0, 0);
        }

        OutputText(now, writer);
        OutputAcknowledgments(now, writer);
    }

    private void OutputHandshake(Instant now, SegmentWriter writer)
    {
        if (_synDue)
        {
            _synDue = false;
            TcpFlags flags = State is SynSentState ? TcpFlags.Syn : TcpFlags.Syn | TcpFlags.Ack;
            Emit(now, writer, _iss, flags, 0, 0);
        }

        if (State is SynReceivedState)
        {
            OutputAcknowledgments(now, writer);
        }
    }

    private void OutputAcknowledgments(Instant now, SegmentWriter writer)
    {
        if (_acknowledgeNow)
        {
            Emit(now, writer, _sendMax, TcpFlags.Ack, 0, 0);
        }
    }

    private void OutputText(Instant now, SegmentWriter writer)
    {
        // RFC 5681 §4.1: a window earned before a long silence says nothing about the path now.
        if (InFlight == 0 && now - _lastSent > _roundTrip.Rto)
        {
            _congestion.AfterIdle(_segmentSize, _options.InitialWindowSegments);
        }

        while (!_finAcknowledged)
        {
            int offset = _sendNext - _sendUnacknowledged;
            if (offset > Queued)
            {
                break; // FIN is out, nothing follows it
            }

            int available = Queued - offset;
            int usable = UsableWindow(offset);
            int length = Math.Max(Math.Min(Math.Min(available, usable), (int)_segmentSize), 0);
            bool fin = _finQueued && length == available;
            if ((length == 0 && !fin) || !(fin || MaySend(length, available)))
            {
                break;
            }

            EmitText(now, writer, _sendNext, length);
            _sendNext += length + (fin ? 1 : 0);
        }

        if (_persistDue)
        {
            _persistDue = false;
            Probe(now, writer);
        }

        ArmPersistIfStuck(now);
    }

    private int UsableWindow(int offset)
    {
        uint congestion = _congestion.Window + _congestion.LimitedTransmit(_segmentSize);
        return (int)Math.Min(Math.Min(_sendWindow, congestion), int.MaxValue) - offset;
    }

    /// <summary>RFC 1122 §4.2.3.4: silly-window avoidance of the sender with Nagle's algorithm in it.</summary>
    private bool MaySend(int length, int available)
    {
        bool everything = length == available;
        bool repeats = _sendNext + length <= _sendMax;
        return length >= _segmentSize
            || repeats
            || (everything && (Settings.NoDelay || _sendNext == _sendUnacknowledged))
            || length >= Math.Max(_maxSendWindow / 2, 1);
    }

    /// <summary>Sends a text segment, with FIN where the text ends the stream.</summary>
    private void EmitText(Instant now, SegmentWriter writer, TcpSequence sequence, int length)
    {
        int offset = sequence - _sendUnacknowledged;
        bool last = offset + length == Queued;
        TcpFlags flags = TcpFlags.Ack
            | (last && length > 0 ? TcpFlags.Psh : 0)
            | (last && _finQueued ? TcpFlags.Fin : 0);
        Emit(now, writer, sequence, flags, offset, length);
    }

    /// <summary>RFC 9293 §3.8.6.1: one octet into the closed window, or what fits into a silly one.</summary>
    private void Probe(Instant now, SegmentWriter writer)
    {
        int available = Queued - (_sendNext - _sendUnacknowledged);
        if (available <= 0 || _sendNext != _sendUnacknowledged)
        {
            return;
        }

        if (_sendWindow == 0)
        {
            // The octet is not counted as sent: SendNext stays, only its acknowledgment becomes possible.
            _persistBackoff++;
            Emit(now, writer, _sendUnacknowledged, TcpFlags.Ack, 0, 1);
            Disarm(TimerKind.Retransmit);
            return;
        }

        int length = Math.Min(Math.Min(available, (int)_segmentSize), (int)Math.Min(_sendWindow, int.MaxValue));
        EmitText(now, writer, _sendNext, length);
        _sendNext += length + (_finQueued && length == available ? 1 : 0);
    }

    /// <summary>Data waits, nothing is in flight and nothing may leave: only a timer can end that.</summary>
    private void ArmPersistIfStuck(Instant now)
    {
        bool waiting = _sendNext == _sendUnacknowledged && Queued > 0;
        if (!waiting)
        {
            Disarm(TimerKind.Persist);
            return;
        }

        Disarm(TimerKind.Retransmit);
        if (!IsArmed(TimerKind.Persist))
        {
            // RFC 1122 §4.2.2.17: the first probe after an RTO, then exponentially later.
            Duration wait = _roundTrip.Clamp(_roundTrip.Rto * (1L << Math.Min(_persistBackoff, 6)));
            Arm(TimerKind.Persist, now + wait);
            if (!IsArmed(TimerKind.GiveUp))
            {
                Arm(TimerKind.GiveUp, now + Settings.UserTimeout);
            }
        }
    }

    private void RetransmitFirst()
    {
        _timing = false;
        _retransmitFirst = true;
    }

    private void AcknowledgeDuplicate() =>
        _duplicateAcknowledgments = Math.Min(_duplicateAcknowledgments + 1, MaxDuplicateAcknowledgments);

    private void ResetOutput()
    {
        _acknowledgeNow = false;
        _finAcknowledged = false;
        _duplicateAcknowledgments = 0;
        _retransmitFirst = false;
        _persistDue = false;
        _keepAliveDue = false;
        _persistBackoff = 0;
        _lastSent = Instant.Zero;
        _timing = false;
        _synDue = false;
        _unacknowledgedText = 0;
        _unansweredProbes = 0;
        _challengeSecond = 0;
        _challenges = 0;
        _writableWanted = false;
        _events = 0;
        _softError = -1;
    }
}
