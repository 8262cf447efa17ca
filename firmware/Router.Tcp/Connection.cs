using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>
/// One transmission control block (RFC 9293 §3.3.1). The parts beside this file each hold one idea: handshake,
/// acknowledgment, text, output, timers, user calls, ICMP.
/// </summary>
internal sealed partial class Connection
{
    private readonly TcpOptions _options;
    private readonly Reassembly _reassembly = new();
    private readonly Instant[] _deadlines = new Instant[(int)TimerKind.Count];
    private RoundTripEstimator _roundTrip;
    private CongestionControl _congestion;
    private RingBuffer? _sendRing;
    private RingBuffer? _receiveRing;

    // RFC 9293 §3.3.1: SND.UNA, SND.NXT, SND.WND, SND.WL1, SND.WL2, ISS. SendNext falls back to SendUnacknowledged for
    // a retransmission; _sendMax stays, and is what SND.NXT means in checks of what the peer may acknowledge.
    private TcpSequence _iss;
    private TcpSequence _sendUnacknowledged;
    private TcpSequence _sendNext;
    private TcpSequence _sendMax;
    private uint _sendWindow;
    private uint _maxSendWindow;
    private TcpSequence _windowUpdateSequence;
    private TcpSequence _windowUpdateAcknowledgment;
    private byte _sendScale;
    private bool _finQueued;
    private uint _segmentSize;
    private int _peerMss;

    // RCV.NXT and the right edge of what was advertised.
    private TcpSequence _receiveEdge;
    private byte _receiveScale;
    private int _largestReceived;
    private TcpSequence _finSequence;
    private bool _finReceived;
    private bool _finTaken;

    // RFC 7323 §4.3 and §5.3: TS.Recent, when it was taken, Last.ACK.sent.
    private bool _timestamps;
    private uint _timestampOffset;
    private uint _timestampRecent;
    private Instant _timestampRecentAt;
    private TcpSequence _lastAcknowledgmentSent;

    private TcpEvent? _end;

    public Connection(TcpOptions options)
    {
        _options = options;
        Settings = s_noSettings;
        State = ClosedState.Instance;
        Array.Fill(_deadlines, Instant.Never);
    }

    private const int LargestMss = 65_495;
    private const int DefaultMss = 1460;

    private static readonly TcpConnectOptions s_noSettings = new();

    public int Slot { get; set; }

    public uint Generation { get; set; }

    public TcpHandle Handle => new(Slot, Generation);

    /// <summary>False for a slot that waits for its next connection.</summary>
    public bool IsInUse { get; set; }

    /// <summary>In the stack's list of connections with something to send or say.</summary>
    public bool Dirty { get; set; }

    public FourTuple Tuple { get; private set; }

    public TcpSettings Settings { get; private set; }

    /// <summary>What held for the remote address when the connection began.</summary>
    public TcpGuard Guard { get; private set; } = TcpGuard.None;

    /// <summary>The listener that counts this half-open connection; none once established.</summary>
    public Listener? Listener { get; private set; }

    public bool IsPassive { get; private set; }

    public Instant Opened { get; private set; }

    public ConnectionState State { get; private set; }

    public TcpSequence ReceiveNext { get; private set; }

    public TcpSequence SendMax => _sendMax;

    /// <summary>Set by <see cref="End"/>: the connection may leave the table.</summary>
    public bool Ended { get; private set; }

    /// <summary>A reset owed to the sender of the segment at hand, in reply to its acknowledgment number.</summary>
    public TcpSequence? ResetWanted { get; private set; }

    /// <summary>The earliest of this connection's timers.</summary>
    public Instant Deadline
    {
        get
        {
            Instant least = Instant.Never;
            foreach (Instant deadline in _deadlines)
            {
                least = Instant.Min(least, deadline);
            }

            return least;
        }
    }

    private uint InFlight => (uint)(_sendMax - _sendUnacknowledged);

    private int Queued => _sendRing?.Length ?? 0;

    public void Enter(ConnectionState state) => State = state;

    /// <summary>
    /// Ends the connection; the owner hears <paramref name="reason"/>, or nothing when there is none to hear it.
    /// </summary>
    public void End(TcpEvent? reason)
    {
        _end = reason;
        Ended = true;
        Enter(ClosedState.Instance);
        Array.Fill(_deadlines, Instant.Never);
        if (Listener is not null)
        {
            Listener.HalfOpen--;
            Listener = null;
        }

        if (reason != TcpEvent.Closed)
        {
            // RFC 9293 §3.10.7.4: a reset flushes the queues.
            // What came in order before it stays readable until the owner has read it.
            _sendRing?.Clear();
            _reassembly.Clear();
        }
    }

    /// <summary>RFC 9293 §3.10.7.4: the reset that answers an impossible acknowledgment.</summary>
    public void ResetSender(TcpSequence acknowledgment) => ResetWanted = acknowledgment;

    public TcpSequence? TakeReset()
    {
        TcpSequence? wanted = ResetWanted;
        ResetWanted = null;
        return wanted;
    }

    public void StartTimeWait(Instant now)
    {
        Enter(TimeWaitState.Instance);
        Array.Fill(_deadlines, Instant.Never);
        Arm(TimerKind.Linger, now + _options.TimeWait);

        // All we sent is acknowledged; a buffer with nothing to read waits for nothing either.
        _sendRing = null;
        _receiveRing = Unread > 0 ? _receiveRing : null;
    }

    public void StartFinWait2(Instant now)
    {
        if (_options.FinWait2 > Duration.Zero)
        {
            Arm(TimerKind.Linger, now + _options.FinWait2);
        }
    }

    /// <summary>Whether a new SYN may take this TIME-WAIT connection's place (RFC 9293 §3.6.1, RFC 6191 §2).</summary>
    public bool MayBeReopenedBy(TcpSequence sequence, in TcpOptionSet options)
    {
        if (State is not TimeWaitState)
        {
            return false;
        }

        bool newerStamp = _timestamps && options.HasTimestamps
            && unchecked((int)(options.TimestampValue - _timestampRecent)) > 0;
        return newerStamp || sequence > ReceiveNext;
    }

    private uint TimestampClock(Instant now) => unchecked((uint)(now.Nanoseconds / 1_000_000) + _timestampOffset);

    /// <summary>A reset of this connection, in its own name and signature.</summary>
    public PendingReset ResetOf(TcpSequence sequence, TcpSequence acknowledgment, bool acknowledges) =>
        new(Tuple, sequence, acknowledgment, acknowledges, Settings.Tos, Guard.SendTtl(Settings.Ttl), Guard.Key);

    private void SizeSegments()
    {
        // RFC 6691 §3: MSS counts no options, so those on every segment come off what we send. That holds for the
        // signature too: RFC 6691 takes back what RFC 2385 §4.3 says of the MSS offered.
        int options = (_timestamps ? 12 : 0)
            + (Guard.Key is null ? 0 : TcpOptionSet.SignatureOffset + TcpOptionSet.SignatureSize);
        int size = Math.Min(_peerMss, SegmentLimit) - options;
        _segmentSize = (uint)Math.Max(size, Math.Max(_options.MinimumMss, 1));
    }
}
