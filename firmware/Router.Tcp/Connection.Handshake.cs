using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>
/// Opening: what is set up before the first SYN, by the peer's SYN, and when the handshake completes.
/// </summary>
internal sealed partial class Connection
{
    private bool _synDue;
    private bool _synRepeated;
    private bool _scaling;

    /// <summary>RFC 9293 §3.10.1: makes ready to send SYN.</summary>
    public void Open(
        FourTuple tuple, TcpSettings settings, TcpGuard guard, Listener? listener, TcpSequence iss,
        uint timestampOffset, int pathMtu, Instant now)
    {
        Reset();
        Tuple = tuple;
        Settings = settings;
        Guard = guard;
        Listener = listener;
        IsPassive = listener is not null;
        Opened = now;
        _iss = iss;
        _sendUnacknowledged = iss;
        _sendNext = iss;
        _sendMax = iss;
        _timestampOffset = timestampOffset;
        _timestamps = settings.Timestamps;
        _scaling = settings.WindowScaling;
        _peerMss = 536;
        OpenPath(pathMtu, now);
        _roundTrip = new RoundTripEstimator(_options);
        _receiveScale = 0;

        // RFC 7323 §2.3: the smallest shift that can say the whole buffer.
        while (_scaling && _receiveScale < TcpOptionSet.MaxWindowScale
            && settings.ReceiveBuffer >> _receiveScale > 65535)
        {
            _receiveScale++;
        }

        SizeSegments();
        SendSynNow();
        if (listener is null)
        {
            Enter(SynSentState.Instance);
            AllocateBuffers();
            Arm(TimerKind.GiveUp, now + ((TcpConnectOptions)settings).ConnectTimeout);
        }
        else
        {
            // Buffers wait for the end of the handshake: a SYN costs the sender nothing, so it shall cost us little.
            Enter(SynReceivedState.Instance);
            Arm(TimerKind.GiveUp, now + _options.HalfOpen);
        }
    }

    public void SendSynNow() => _synDue = true;

    /// <summary>SND.UNA &lt; SEG.ACK =&lt; SND.NXT while only our SYN is out.</summary>
    public bool AcknowledgesSyn(TcpSequence acknowledgment) =>
        acknowledgment > _sendUnacknowledged && acknowledgment <= _sendMax;

    /// <summary>Takes IRS and the options that are only valid on a SYN.</summary>
    public void TakeSyn(in Arrival arrival)
    {
        TcpOptionSet options = arrival.Options;
        ReceiveNext = arrival.Sequence + 1;
        _lastAcknowledgmentSent = ReceiveNext;
        _receiveEdge = ReceiveNext + UnscaledWindow();
        _windowUpdateSequence = arrival.Sequence;
        _windowUpdateAcknowledgment = _iss;

        // RFC 9293 §3.7.1: 536 when the option is absent. Zero would be a trap.
        _peerMss = options.MaximumSegmentSize == 0 ? 536 : options.MaximumSegmentSize;

        // RFC 7323 §1.3: an option is in use only when both SYNs carry it.
        _scaling &= options.HasWindowScale;
        _sendScale = _scaling ? options.WindowScale : (byte)0;
        _receiveScale = _scaling ? _receiveScale : (byte)0;
        _timestamps &= options.HasTimestamps;
        _timestampRecent = options.TimestampValue;
        _timestampRecentAt = arrival.Now;

        // RFC 7323 §2.2: the window of a SYN is never scaled.
        _sendWindow = arrival.Window;
        _maxSendWindow = _sendWindow;
        SizeSegments();
    }

    /// <summary>The handshake is complete: our SYN is acknowledged and the peer's is known.</summary>
    public void Establish(in Arrival arrival, TcpEvent announcement)
    {
        if (Listener is not null)
        {
            Listener.HalfOpen--;
            Listener = null;
        }

        AllocateBuffers();
        _synDue = false;
        Disarm(TimerKind.GiveUp);
        Disarm(TimerKind.Retransmit);
        MeasureRoundTrip(arrival.Acknowledgment, arrival);
        if (_synRepeated)
        {
            _roundTrip.AfterSynRetransmission();
        }

        _sendUnacknowledged = arrival.Acknowledgment;
        _sendNext = TcpSequence.Max(_sendNext, _sendUnacknowledged);
        _congestion.Start(_segmentSize, _options.InitialWindowSegments, _synRepeated);

        // RFC 9293 §3.10.7.4: SND.WND, SND.WL1 and SND.WL2 from this segment.
        _sendWindow = (uint)arrival.Window << (arrival.Has(TcpFlags.Syn) ? 0 : _sendScale);
        _maxSendWindow = Math.Max(_maxSendWindow, _sendWindow);
        _windowUpdateSequence = arrival.Sequence;
        _windowUpdateAcknowledgment = arrival.Acknowledgment;
        Announce(announcement);
        Heard(arrival.Now);
        Enter(_finQueued ? FinWait1State.Instance : EstablishedState.Instance);
    }

    private uint UnscaledWindow() => (uint)Math.Min(Settings.ReceiveBuffer, 65535);

    private void AllocateBuffers()
    {
        _sendRing = Reuse(_sendRing, Settings.SendBuffer);
        _receiveRing = Reuse(_receiveRing, Settings.ReceiveBuffer);
    }

    /// <summary>Keeps what is already queued.</summary>
    private static RingBuffer Reuse(RingBuffer? ring, int capacity) =>
        ring is not null && ring.Capacity == capacity ? ring : new RingBuffer(capacity);

    /// <summary>Forgets the slot's last connection.</summary>
    private void Reset()
    {
        _sendRing?.Clear();
        _receiveRing?.Clear();
        _reassembly.Clear();
        Rest = TcpRest.Read;
        Told = false;
        Array.Fill(_deadlines, Instant.Never);
        _congestion = default;
        _sendWindow = 0;
        _maxSendWindow = 0;
        _sendScale = 0;
        _finQueued = false;
        ReceiveNext = default;
        _receiveEdge = default;
        _largestReceived = 0;
        _finReceived = false;
        _finTaken = false;
        _synRepeated = false;
        _end = null;
        Ended = false;
        ResetWanted = null;
        ResetOutput();
        ResetStatistics();
    }
}
