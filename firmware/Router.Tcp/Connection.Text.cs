using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>
/// Text and FIN from the peer (RFC 9293 §3.10.7.4, seventh and eighth step), and the window we offer.
/// </summary>
internal sealed partial class Connection
{
    private int _unacknowledgedText;

    public void ReceiveText(in Arrival arrival)
    {
        ReadOnlySpan<byte> text = arrival.Payload;
        TcpSequence start = arrival.Sequence;
        bool fin = arrival.Has(TcpFlags.Fin);
        if (text.IsEmpty && !fin)
        {
            return;
        }

        int old = ReceiveNext - start;
        if (old > 0)
        {
            text = text.Slice(Math.Min(old, text.Length));
            start = ReceiveNext;
        }

        // Nothing exists behind a FIN, whatever a later segment claims.
        TcpSequence edge = _finReceived ? TcpSequence.Min(_receiveEdge, _finSequence) : _receiveEdge;
        int room = edge - start;
        if (text.Length > room)
        {
            // Beyond the window: what does not fit is not ours yet, nor is a FIN behind it. Its sender should know now.
            AcknowledgeNow();
            text = text.Slice(0, Math.Max(room, 0));
            fin = false;
        }

        if (fin && !_finReceived)
        {
            _finReceived = true;
            _finSequence = start + text.Length;
        }

        if (text.IsEmpty)
        {
            // A repeated segment, a window probe, or a bare FIN.
            AcknowledgeNow();
        }
        else if (start == ReceiveNext)
        {
            TakeInOrder(text, arrival.Now);
        }
        else if (_reassembly.TryAdd(start, start + text.Length))
        {
            _receiveRing!.WriteAhead(start - ReceiveNext, text);
            AcknowledgeDuplicate();
        }
        else
        {
            AcknowledgeDuplicate();
        }

        if (_finReceived && !_finTaken && ReceiveNext == _finSequence)
        {
            TakeFin(arrival.Now);
        }
    }

    public int Read(Span<byte> buffer)
    {
        int count = _receiveRing?.Read(buffer) ?? 0;
        if (count > 0)
        {
            if (State.ReceivesText && _receiveRing!.Free - (_receiveEdge - ReceiveNext) >= WindowStep())
            {
                AcknowledgeNow();
            }

            return count;
        }

        // Nothing follows a FIN, nor the end of the connection.
        return !buffer.IsEmpty && (_finTaken || Ended) ? -1 : 0;
    }

    private void TakeInOrder(ReadOnlySpan<byte> text, Instant now)
    {
        _receiveRing!.WriteAhead(0, text);
        bool hadHoles = _reassembly.Count > 0;
        TcpSequence next = _reassembly.Advance(ReceiveNext + text.Length);
        int taken = next - ReceiveNext;
        _receiveRing.Extend(taken);
        ReceiveNext = next;
        _octetsReceived += (ulong)taken;
        _largestReceived = Math.Max(_largestReceived, text.Length);
        _unacknowledgedText += taken;
        Announce(TcpEvent.Readable);
        DiscardText();

        // RFC 5681 §4.2: at once when a hole is filled, at the latest for every second full-sized segment.
        if (hadHoles || _unacknowledgedText >= 2 * Math.Max(_largestReceived, 536))
        {
            _duplicateAcknowledgments = 0;
            AcknowledgeNow();
        }
        else if (!IsArmed(TimerKind.DelayedAck))
        {
            // RFC 1122 §4.2.3.2
            Arm(TimerKind.DelayedAck, now + _options.DelayedAck);
        }
    }

    private void TakeFin(Instant now)
    {
        _finTaken = true;
        ReceiveNext += 1;
        _receiveEdge = TcpSequence.Max(_receiveEdge, ReceiveNext);
        _reassembly.Clear();
        AcknowledgeNow();
        Announce(TcpEvent.PeerClosed);
        State.PeerFin(this, now);
    }

    /// <summary>RFC 9293 §3.8.6.2.2: the right edge moves by a segment or half the buffer, or not at all.</summary>
    private int WindowStep() => Math.Max(Math.Min(Settings.ReceiveBuffer / 2, _offeredMss), 1);

    /// <summary>
    /// The window field for a segment that leaves now; moves the edge that arrivals are measured against.
    /// </summary>
    private ushort AdvertiseWindow()
    {
        int offered = _receiveEdge - ReceiveNext;
        if (State is SynReceivedState || _receiveRing is null)
        {
            return (ushort)(offered >> _receiveScale); // no buffer, yet or any more: what was said before
        }

        int free = _receiveRing.Free;
        int window = free - offered >= WindowStep() ? free : offered;
        int field = Math.Min(window >> _receiveScale, 65535);

        // RFC 7323 §2.4: rounding may seem to pull the edge back; what was promised is still taken.
        _receiveEdge = TcpSequence.Max(_receiveEdge, ReceiveNext + (field << _receiveScale));
        return (ushort)field;
    }
}
