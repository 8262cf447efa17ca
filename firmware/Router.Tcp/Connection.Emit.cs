using System;

namespace Router.Tcp;

/// <summary>Puts one segment of this connection on the wire and keeps the books of it.</summary>
internal sealed partial class Connection
{
    private void Emit(
        Instant now, SegmentWriter writer, TcpSequence sequence, TcpFlags flags, int offset, int length)
    {
        bool syn = (flags & TcpFlags.Syn) != 0;
        bool acknowledges = (flags & TcpFlags.Ack) != 0;
        var options = new TcpOptionSet
        {
            MaximumSegmentSize = syn ? _offeredMss : (ushort)0,
            HasWindowScale = syn && _scaling,
            WindowScale = _receiveScale,
            HasTimestamps = _timestamps,
            TimestampValue = TimestampClock(now),
            TimestampEcho = acknowledges ? _timestampRecent : 0,
            HasSignature = Guard.Key is not null,
        };
        var header = new TcpHeader
        {
            SourcePort = Tuple.LocalPort,
            DestinationPort = Tuple.RemotePort,
            Sequence = sequence,
            Acknowledgment = acknowledges ? ReceiveNext : default,
            Flags = flags,
            Window = syn ? (ushort)UnscaledWindow() : AdvertiseWindow(),
        };
        Span<byte> text = writer.Begin(header, options, length);
        if (length > 0)
        {
            _sendRing!.Peek(offset, text);
        }

        writer.End(Tuple, Settings.Tos, Guard.SendTtl(Settings.Ttl), Guard.Key);
        if (acknowledges)
        {
            _lastAcknowledgmentSent = ReceiveNext;
            _acknowledgeNow = false;
            _unacknowledgedText = 0;
            Disarm(TimerKind.DelayedAck);
        }

        int space = length + (syn ? 1 : 0) + ((flags & TcpFlags.Fin) != 0 ? 1 : 0);
        if (space > 0)
        {
            Sent(now, sequence, space);
        }
    }

    /// <summary>Books of what occupies sequence space and must be acknowledged.</summary>
    private void Sent(Instant now, TcpSequence sequence, int space)
    {
        _lastSent = now;
        if (sequence < _sendMax)
        {
            // Karn's rule: the acknowledgment of something sent twice measures nothing.
            _retransmissions++;
            _timing = false;
        }
        else if (!_timing)
        {
            _timing = true;
            _timedSequence = sequence;
            _timedAt = now;
        }

        _sendMax = TcpSequence.Max(_sendMax, sequence + space);

        // RFC 6298 §5.1
        if (!IsArmed(TimerKind.Retransmit))
        {
            Arm(TimerKind.Retransmit, now + _roundTrip.Rto);
        }

        if (!IsArmed(TimerKind.GiveUp))
        {
            Arm(TimerKind.GiveUp, now + Settings.UserTimeout);
        }
    }
}
