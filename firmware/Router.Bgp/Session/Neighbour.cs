using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// A configured peer: at most two sessions (ours and, until OPENs decide, one that the peer opened at the same time),
/// what the peer has been told, and what outlives a session. This file is its life; the others are its messages and
/// its exports.
/// </summary>
internal sealed partial class Neighbour
{
    private static readonly Duration s_goodStanding = Duration.FromSeconds(60);

    /// <summary>The longest that an incoming session is refused after an error.</summary>
    private static readonly Duration s_longestRefusal = Duration.FromSeconds(5);

    private readonly SpeakerShared _shared;
    private Duration _errorWait;
    private Instant _acceptFrom = Instant.Zero;
    private Instant _establishedAt = Instant.Never;
    private Instant _dialsUntil = Instant.Zero;

    public Neighbour(SpeakerShared shared, int index, BgpPeerOptions options, Instant now)
    {
        _shared = shared;
        Index = index;
        Options = options;
        LocalAs = options.LocalAs ?? shared.Options.LocalAs;
        _errorWait = options.ErrorWaitMin;
        Since = now;
        Policy = options.Policy;
        IsExternal = options.RemoteAs != LocalAs;
        Tables = new PeerTable[shared.Ribs.Length];
        for (int i = 0; i < Tables.Length; i++)
        {
            Tables[i] = new PeerTable(shared.Ribs[i], index, options.ExportsNothing);
            Tables[i].In.IsExternal = IsExternal;
            Tables[i].In.IsClient = options.RouteReflectorClient && !IsExternal;
            Tables[i].In.Address = options.RemoteAddress;
        }

        Main = new Session(shared, this, BgpState.Idle);

        // Who is added long after the start was not there before it.
        shared.StartedAt = Instant.Min(shared.StartedAt, now);
        Instant returnsUntil = shared.StartedAt + Duration.FromSeconds(options.GracefulRestartTime);
        WasThere = now < returnsUntil;
        if (options.GracefulRestart && shared.Options.Restarting && WasThere)
        {
            _dialsUntil = returnsUntil;
        }
    }

    /// <summary>Added soon after the start: a peer of the speaker before this one, if there was one.</summary>
    public bool WasThere { get; }

    public int Index { get; }

    public BgpPeerOptions Options { get; private set; }

    public Asn LocalAs { get; }

    public bool IsExternal { get; }

    /// <summary>One for each table of the speaker; those that the session does not carry are closed.</summary>
    public PeerTable[] Tables { get; }

    /// <summary>The session that dials, or that the peer won; the only one from Established on.</summary>
    public Session Main { get; private set; }

    /// <summary>A connection of the peer's while ours was under way (RFC 4271 §6.8).</summary>
    public Session? Second { get; private set; }

    public bool IsEnabled { get; private set; }

    public bool IsRemoved { get; private set; }

    /// <summary>Removed, and nothing in any table or queue names it any more.</summary>
    public bool IsForgotten
    {
        get
        {
            if (!IsRemoved || IsReady || DialOutstanding || CancelPending || Main.Connection != null)
            {
                return false;
            }

            foreach (PeerTable table in Tables)
            {
                if (table.In.Paths > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>
    /// Not dialled. After a restart peers are, all of them: one may take the old connection for alive, and learns from
    /// a new one (RFC 4724 §4.2); another knows, and waits for who restarted to come, as FRR does. Until there is a
    /// session, the peer comes by itself, or the time that our OPEN promised is over.
    /// </summary>
    public bool IsPassive => Options.Passive && _dialsUntil == Instant.Zero;

    public bool IsEstablished => Main.State == BgpState.Established;

    public BgpState Shown { get; private set; }

    public Instant Since { get; private set; }

    public string Reason { get; private set; } = "configured";

    public int ConnectRetryCounter { get; set; }

    public int Establishments { get; private set; }

    /// <summary>The peer has sent the whole of every table that the session carries.</summary>
    public bool EndOfRibReceived
    {
        get
        {
            foreach (PeerTable table in Tables)
            {
                if (table.IsOpen && !table.EndOfRibReceived)
                {
                    return false;
                }
            }

            return IsEstablished;
        }
    }

    public bool DialPending { get; set; }

    public bool DialOutstanding { get; set; }

    public bool CancelPending { get; set; }

    public bool IsReady { get; set; }

    /// <summary>A restarting speaker still waits for this peer's End-of-RIB (RFC 4724 §4.1).</summary>
    public bool HoldsDeferral
    {
        get
        {
            if (!IsEnabled || !Options.GracefulRestart || (IsEstablished && EndOfRibReceived))
            {
                return false;
            }

            // Peers without the capability send none, and peers that restart themselves wait for ours.
            return !IsEstablished || (Main.Negotiated!.GracefulRestart && !Main.Negotiated.PeerRestarted);
        }
    }

    public Instant IdleHoldAt { get; private set; } = Instant.Never;

    public void MarkReady()
    {
        if (!IsReady)
        {
            IsReady = true;
            _shared.Ready.Enqueue(Index);
        }
    }

    /// <param name="now">The time.</param>
    /// <param name="delay">The least wait before dialling; whoever comes is taken meanwhile.</param>
    public void Start(Instant now, Duration delay = default)
    {
        IsEnabled = true;
        delay = Duration.Max(delay, Options.ConnectDelay);
        bool waits = Options.Passive || delay > Duration.Zero;
        Main.Handle(new FsmInput(waits ? FsmEvent.AutomaticStartPassive : FsmEvent.AutomaticStart), now);
        if (waits && !IsPassive)
        {
            // Listening goes on during the first delay, so the peer may be faster.
            Main.RetryAt(now + delay);
        }

        UpdateDeadline();
    }

    public void Stop(byte subcode, string? text, string reason, Instant now, bool forGood)
    {
        IsEnabled = false;
        IsRemoved |= forGood;
        IdleHoldAt = Instant.Never;

        // RFC 9003 §2: the text goes with a shutdown or a reset only.
        bool speaks =
            subcode is BgpSubcode.Cease.AdministrativeShutdown or BgpSubcode.Cease.AdministrativeReset;
        FsmInput input = new(FsmEvent.ManualStop)
        {
            Code = BgpErrorCode.Cease,
            Subcode = subcode,
            Detail = reason,
            Data = speaks && text != null ? ShutdownCommunication.Encode(text) : null,
        };
        Second?.Handle(input, now);
        Main.Handle(input, now);
        ForgetStale();
        CancelDial();
        _shared.DeferralMayEnd = true;
        UpdateDeadline();
    }

    public void Dial()
    {
        CancelDial();
        DialPending = true;
        MarkReady();
    }

    public void CancelDial()
    {
        DialPending = false;
        if (DialOutstanding)
        {
            DialOutstanding = false;
            CancelPending = true;
            MarkReady();
        }
    }

    public void OnDialled(Connection connection, Instant now)
    {
        DialOutstanding = false;
        Main.Attach(connection);
        Main.Handle(new FsmInput(FsmEvent.TcpRequestAcked), now);
    }

    /// <summary>The peer connected; false when no session can take the connection.</summary>
    public Session? SessionForIncoming(Instant now)
    {
        if (!IsEnabled)
        {
            return null;
        }

        if (IsEstablished)
        {
            if (!Main.Negotiated!.GracefulRestart)
            {
                return null;
            }

            // RFC 4724 §4.2: a new connection from an established peer means that it restarted: the old one is dead.
            Abandon(Main, now);
        }

        // A peer has one connection of its own at a time; a newer one means that the older is dead.
        if (Main.Connection is { IsOutgoing: false })
        {
            Abandon(Main, now);
        }

        if (Second != null)
        {
            Abandon(Second, now);
        }

        if (Main.State == BgpState.Idle && (IdleHoldAt == Instant.Never || now < _acceptFrom))
        {
            return null;
        }

        _dialsUntil = Instant.Zero;
        switch (Main.State)
        {
            case BgpState.Idle:
                Instant dialFrom = IdleHoldAt;
                IdleHoldAt = Instant.Never;
                Main.Handle(new FsmInput(FsmEvent.AutomaticStartPassive), now);
                if (!IsPassive)
                {
                    Main.RetryAt(dialFrom);
                }

                return Main;
            case BgpState.Active:
                return Main;
            default:
                Second = new Session(_shared, this, BgpState.Active);
                return Second;
        }
    }

    /// <summary>RFC 4271 §6.8, asked when an OPEN is good: false when this connection is the one to close.</summary>
    public bool Survives(Session session, BgpOpen open, Instant now)
    {
        Session? other = session == Main ? Second : Main;
        if (other == null || other.State < BgpState.OpenConfirm || other.Connection == null)
        {
            return true;
        }

        if (other.State == BgpState.Established)
        {
            return false;
        }

        // RFC 6286 §2.3: equal identifiers are told apart by AS number.
        int order = _shared.Options.RouterId.CompareTo(open.Identifier);
        bool oursWins = order != 0 ? order > 0 : LocalAs.CompareTo(open.Asn) > 0;
        if (session.Connection!.IsOutgoing != oursWins)
        {
            return false;
        }

        other.Handle(new FsmInput(FsmEvent.OpenCollisionDump), now);
        return true;
    }

    public void UpdateDeadline()
    {
        Instant deadline = Instant.Min(Instant.Min(IdleHoldAt, StaleUntil), Main.Deadline);
        _shared.Deadlines.Set(Index, Second == null ? deadline : Instant.Min(deadline, Second.Deadline));
    }

    /// <summary>Raises the events of all timers that are due, the earliest first.</summary>
    public void OnDeadline(Instant now)
    {
        while (true)
        {
            Session session = Second != null && Second.Deadline < Main.Deadline ? Second : Main;
            Instant earliest = Instant.Min(Instant.Min(IdleHoldAt, StaleUntil), session.Deadline);
            if (earliest > now || earliest == Instant.Never)
            {
                break;
            }

            if (earliest == StaleUntil)
            {
                OnStaleTime(now);
            }
            else if (earliest == IdleHoldAt)
            {
                IdleHoldAt = Instant.Never;
                Main.Handle(new FsmInput(FsmEvent.IdleHoldTimerExpires), now);
            }
            else
            {
                Fire(session, session.DueEvent(earliest), now);
            }
        }

        UpdateDeadline();
    }

    private void Fire(Session session, FsmEvent timer, Instant now)
    {
        session.Expire(timer);
        if (timer == FsmEvent.ConnectRetryTimerExpires && Second != null)
        {
            // The peer's own connection is under way; dialling into it would only cause a collision.
            session.RetryAt(now + _shared.Jittered(Options.ConnectRetry));
            return;
        }

        if (timer == FsmEvent.ConnectRetryTimerExpires && Options.Passive && now >= _dialsUntil)
        {
            _dialsUntil = Instant.Zero;
            return;
        }

        session.Handle(new FsmInput(timer), now);
    }

    private static void Abandon(Session session, Instant now)
    {
        session.Connection!.IsAborted = true;
        session.Handle(new FsmInput(FsmEvent.TcpConnectionFails) { Detail = "the peer connected anew" }, now);
    }
}
