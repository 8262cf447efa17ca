namespace Router.Bfd;

/// <summary>
/// The state variables of one session (RFC 5880 §6.8.1) in asynchronous mode and the active role, and what packets,
/// timers and commands do to them. Sending is in the other part.
/// </summary>
internal sealed partial class BfdSession
{
    // RFC 5880 §6.8.3: not faster than this until Up, so that a neighbour without BFD is not flooded.
    private static readonly Duration s_slow = Duration.FromSeconds(1);

    // RFC 5880 §6.8.1: what bfd.RemoteMinRxInterval starts from.
    private static readonly Duration s_unknown = Duration.FromMicroseconds(1);

    private readonly RandomStream _random;
    private BfdTimers _timers;
    private BfdTimers? _nextTimers;

    // What packets say now, and what timers go by: apart while a change waits for the end of its Poll Sequence.
    private Duration _desiredMinTx;
    private Duration _requiredMinRx;
    private Duration _activeTx;
    private Duration _activeRx;
    private Duration _remoteMinTx;
    private Duration _remoteMinRx = s_unknown;
    private bool _remoteDemand;
    private byte _remoteDetectMult;
    private Instant _received;
    private Instant _detectAt = Instant.Never;

    public BfdSession(
        BfdSessionOptions options, uint discriminator, ushort sourcePort, RandomStream random, Instant now)
    {
        Options = options;
        _timers = options.Timers;
        LocalDiscriminator = discriminator;
        _random = random;
        Path = new BfdPath(
            options.Local, options.Remote, sourcePort,
            options.Multihop ? BfdEngine.MultihopPort : BfdEngine.SingleHopPort);
        Since = now;
        Advertise(now);
        Reschedule(now);
    }

    public BfdSessionOptions Options { get; }

    public BfdPath Path { get; }

    public BfdTimers Timers => _nextTimers ?? _timers;

    public uint LocalDiscriminator { get; }

    public uint RemoteDiscriminator { get; private set; }

    public BfdState State { get; private set; } = BfdState.Down;

    public BfdState RemoteState { get; private set; } = BfdState.Down;

    public BfdDiagnostic Diagnostic { get; private set; }

    public BfdDiagnostic RemoteDiagnostic { get; private set; }

    public Instant Since { get; private set; }

    /// <summary>Set by a change of state until it is told.</summary>
    public BfdStateChange? Change { get; private set; }

    public bool IsRemoved { get; private set; }

    public uint TimesUp { get; private set; }

    public ulong PacketsReceived { get; private set; }

    /// <summary>RFC 5880 §6.8.4, asynchronous mode: the peer's multiplier times the slower of both wishes.</summary>
    public Duration DetectionTime => Duration.Max(_activeRx, _remoteMinTx) * _remoteDetectMult;

    /// <summary>The rest of RFC 5880 §6.8.6, for a packet that was found to be of this session.</summary>
    public BfdDiscard Receive(in BfdPacket packet, Instant now)
    {
        if (packet.Authenticated)
        {
            return BfdDiscard.Authentication;
        }

        RemoteDiscriminator = packet.MyDiscriminator;
        RemoteState = packet.State;
        RemoteDiagnostic = packet.Diagnostic;
        _remoteDemand = packet.Demand;
        _remoteMinRx = Duration.FromMicroseconds(packet.RequiredMinRx);
        _remoteMinTx = Duration.FromMicroseconds(packet.DesiredMinTx);
        _remoteDetectMult = packet.DetectMult;
        if (_isPolling && packet.Final)
        {
            EndPoll(now);
        }

        Reschedule(now);
        if (State == BfdState.AdminDown)
        {
            return BfdDiscard.AdminDown;
        }

        PacketsReceived++;
        _received = now;
        (BfdState next, BfdDiagnostic? why) = BfdFsm.On(State, packet.State);
        Enter(next, why, now);
        RestartDetection();
        Reschedule(now);

        // RFC 5880 §6.8.7: answered as soon as practicable, whatever the timers say.
        _finalDue |= packet.Poll;
        return BfdDiscard.None;
    }

    /// <summary>RFC 5880 §6.8.3. A change while another is being agreed waits for its end.</summary>
    public void SetTimers(BfdTimers timers, Instant now)
    {
        if (_isPolling)
        {
            _nextTimers = timers;
            return;
        }

        _sendNow |= timers.DetectMult != _timers.DetectMult;
        _timers = timers;
        Advertise(now);
        RestartDetection();
        Reschedule(now);
    }

    public void SetAdmin(bool enabled, Instant now)
    {
        (BfdState next, BfdDiagnostic? why) = BfdFsm.OnAdmin(State, enabled);
        Enter(next, why, now);
        if (!enabled)
        {
            // RFC 5880 §6.8.16: told for a Detection Time of the peer's, then silence.
            _detectAt = Instant.Never;
            _silentAt = now + (Duration.Max(_activeTx, _remoteMinRx) * _timers.DetectMult);
        }
        else
        {
            _silentAt = Instant.Never;
        }

        Reschedule(now);
    }

    /// <summary>Says goodbye; the session may go when <see cref="IsOver"/>.</summary>
    public void Remove(Instant now)
    {
        IsRemoved = true;
        SetAdmin(false, now);
    }

    public BfdStateChange? TakeChange()
    {
        BfdStateChange? change = Change;
        Change = null;
        return change;
    }

    private void OnDetectionTime(Instant now)
    {
        _detectAt = Instant.Never;

        // RFC 5880 §6.8.1: the peer may come back as another; nothing it said of itself holds.
        RemoteDiscriminator = 0;
        RemoteState = BfdState.Down;
        _remoteMinRx = s_unknown;
        _remoteMinTx = Duration.Zero;
        _remoteDemand = false;
        _isPolling = false;
        _timers = _nextTimers ?? _timers;
        _nextTimers = null;
        (BfdState next, BfdDiagnostic? why) = BfdFsm.OnDetectionTime(State);
        Enter(next, why, now);
        Advertise(now);
        Reschedule(now);
    }

    private void Enter(BfdState next, BfdDiagnostic? why, Instant now)
    {
        if (next == State)
        {
            return;
        }

        BfdState old = State;
        State = next;
        Since = now;
        Diagnostic = why ?? (next == BfdState.Up ? BfdDiagnostic.None : Diagnostic);
        TimesUp += next == BfdState.Up ? 1u : 0;

        // RFC 5882 §3.2: a side that is administratively down says nothing of the path.
        bool isFailure = old == BfdState.Up && next == BfdState.Down && RemoteState != BfdState.AdminDown;
        BfdState first = Change?.Old ?? old;
        Change = new BfdStateChange(
            default, first, next, Diagnostic, isFailure || (Change?.IsFailure ?? false));

        // RFC 5880 §6.8.7: a change of state is told at once.
        _sendNow = true;
        Advertise(now);
    }

    private void RestartDetection() =>
        _detectAt = _requiredMinRx == Duration.Zero || _remoteDetectMult == 0 || RemoteDiscriminator == 0
            || State == BfdState.AdminDown
            ? Instant.Never
            : _received + DetectionTime;

    /// <summary>
    /// Puts what we wish into the packets, and begins to agree on it when it differs (RFC 5880 §6.8.3).
    /// </summary>
    private void Advertise(Instant now)
    {
        bool isUp = State == BfdState.Up;
        Duration tx = isUp ? _timers.DesiredMinTx : Duration.Max(_timers.DesiredMinTx, s_slow);
        Duration rx = _timers.RequiredMinRx;
        if (tx == _desiredMinTx && rx == _requiredMinRx)
        {
            return;
        }

        _desiredMinTx = tx;
        _requiredMinRx = rx;

        // While Up, less often and quicker detection wait until the peer has answered the Poll Sequence.
        _activeTx = isUp ? Duration.Min(tx, _activeTx) : tx;
        _activeRx = isUp ? Duration.Max(rx, _activeRx) : rx;
        _sendNow = true;
        _isPolling = RemoteDiscriminator != 0 && State != BfdState.AdminDown;
        if (!_isPolling)
        {
            Settle();
        }
    }

    private void EndPoll(Instant now)
    {
        _isPolling = false;
        Settle();
        if (_nextTimers is { } next)
        {
            _nextTimers = null;
            SetTimers(next, now);
        }
    }

    private void Settle()
    {
        _activeTx = _desiredMinTx;
        _activeRx = _requiredMinRx;
    }
}
