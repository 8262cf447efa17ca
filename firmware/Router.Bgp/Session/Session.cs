using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>One run of the state machine with its timers and, from OpenSent on, its connection.</summary>
internal sealed class Session
{
    // RFC 4271 §8.2.2 suggests four minutes while no hold time is agreed.
    private static readonly Duration s_largeHold = Duration.FromSeconds(240);

    private readonly SpeakerShared _shared;
    private BgpOpen? _localOpen;

    public Session(SpeakerShared shared, Neighbour neighbour, BgpState state)
    {
        _shared = shared;
        Neighbour = neighbour;
        State = state;
    }

    public Neighbour Neighbour { get; }

    public BgpState State { get; private set; }

    public Connection? Connection { get; private set; }

    public BgpOpen? RemoteOpen { get; set; }

    public BgpNegotiated? Negotiated { get; private set; }

    public Instant ConnectRetryAt { get; private set; } = Instant.Never;

    public Instant DelayOpenAt { get; private set; } = Instant.Never;

    public Instant HoldAt { get; private set; } = Instant.Never;

    public Instant KeepaliveAt { get; private set; } = Instant.Never;

    /// <summary>Armed while the transport takes nothing (RFC 9687 §3).</summary>
    public Instant SendHoldAt { get; set; } = Instant.Never;

    /// <summary>RFC 9687 §3.1: the longer of eight minutes and twice the hold time.</summary>
    public Duration SendHoldTime => Duration.FromSeconds(Math.Max(480, 2 * (Negotiated?.HoldTime ?? 0)));

    public Instant Deadline => Instant.Min(
        Instant.Min(Instant.Min(ConnectRetryAt, DelayOpenAt), Instant.Min(HoldAt, KeepaliveAt)), SendHoldAt);

    private BgpPeerOptions Options => Neighbour.Options;

    /// <summary>
    /// The event that the earliest due timer raises, in the order of the timers when several are due at once.
    /// </summary>
    public FsmEvent DueEvent(Instant deadline)
    {
        if (HoldAt == deadline)
        {
            return FsmEvent.HoldTimerExpires;
        }

        if (SendHoldAt == deadline)
        {
            return FsmEvent.SendHoldTimerExpires;
        }

        if (KeepaliveAt == deadline)
        {
            return FsmEvent.KeepaliveTimerExpires;
        }

        return DelayOpenAt == deadline ? FsmEvent.DelayOpenTimerExpires : FsmEvent.ConnectRetryTimerExpires;
    }

    /// <summary>A timer that has raised its event is not running any more.</summary>
    public void Expire(FsmEvent timer)
    {
        switch (timer)
        {
            case FsmEvent.HoldTimerExpires:
                HoldAt = Instant.Never;
                break;
            case FsmEvent.SendHoldTimerExpires:
                SendHoldAt = Instant.Never;
                break;
            case FsmEvent.KeepaliveTimerExpires:
                KeepaliveAt = Instant.Never;
                break;
            case FsmEvent.DelayOpenTimerExpires:
                DelayOpenAt = Instant.Never;
                break;
            default:
                ConnectRetryAt = Instant.Never;
                break;
        }
    }

    public void Attach(Connection connection) => Connection = connection;

    public void RetryAt(Instant at) => ConnectRetryAt = at;

    public FsmTransition Handle(in FsmInput bare, Instant now)
    {
        FsmInput input = bare with
        {
            Passive = Neighbour.IsPassive,
            DelayOpen = Options.DelayOpen > Duration.Zero,
            DelayOpenRunning = DelayOpenAt != Instant.Never,
        };
        BgpState old = State;
        FsmTransition transition = SessionFsm.On(old, input);
        Act(transition, input, now);
        State = transition.Next;
        Neighbour.OnTransition(this, old, transition, input, now);
        return transition;
    }

    private static bool Has(FsmActions actions, FsmActions action) => (actions & action) != 0;

    private void Act(in FsmTransition transition, in FsmInput input, Instant now)
    {
        FsmActions actions = transition.Actions;
        if (actions == FsmActions.None)
        {
            return;
        }

        ActOnCounters(actions);
        if (Has(actions, FsmActions.StopConnectRetry))
        {
            ConnectRetryAt = Instant.Never;
        }

        if (Has(actions, FsmActions.StopDelayOpen))
        {
            DelayOpenAt = Instant.Never;
        }

        if (Has(actions, FsmActions.SendNotification) && Connection != null)
        {
            bool isOwnError = transition.Code == input.Code && transition.Subcode == input.Subcode;
            Neighbour.SendNotification(Connection,
                new BgpNotification(transition.Code, transition.Subcode,
                    isOwnError ? input.Data : SessionFsm.DataOf(transition, input)),
                transition.Reason, now);
        }

        if (Has(actions, FsmActions.Drop))
        {
            Drop(Has(actions, FsmActions.SendNotification), now);
        }

        // A peer that only waits has no use for ConnectRetryTimer.
        if (Has(actions, FsmActions.StartConnectRetry) && !Neighbour.IsPassive)
        {
            ConnectRetryAt = now + _shared.Jittered(Options.ConnectRetry);
        }

        if (Has(actions, FsmActions.Dial))
        {
            Neighbour.Dial();
        }

        if (Has(actions, FsmActions.StartDelayOpen))
        {
            DelayOpenAt = now + _shared.Jittered(Options.DelayOpen);
        }

        ActOnConnection(actions, now);
    }

    private void ActOnCounters(FsmActions actions)
    {
        if (Has(actions, FsmActions.ResetConnectRetryCounter))
        {
            Neighbour.ConnectRetryCounter = 0;
        }

        if (Has(actions, FsmActions.CountConnectRetry))
        {
            Neighbour.ConnectRetryCounter++;
        }
    }

    private void ActOnConnection(FsmActions actions, Instant now)
    {
        if (Has(actions, FsmActions.SendOpen))
        {
            _localOpen = OpenBuilder.Build(_shared, Neighbour);
            Neighbour.SendOpen(Connection!, _localOpen);
        }

        if (Has(actions, FsmActions.StartLargeHold))
        {
            HoldAt = now + s_largeHold;
        }

        if (Has(actions, FsmActions.SendKeepalive))
        {
            Neighbour.SendKeepalive(Connection!);
        }

        if (Has(actions, FsmActions.StartNegotiated))
        {
            Negotiated = Negotiation.Agree(_localOpen!, RemoteOpen!, Options, Connection!.Local);
            HoldAt = Instant.Never;
            RestartHold(now);
            RestartKeepalive(now);
        }

        if (Has(actions, FsmActions.RestartHold))
        {
            RestartHold(now);
        }

        if (Has(actions, FsmActions.RestartKeepalive))
        {
            RestartKeepalive(now);
        }
    }

    // RFC 4271 §4.2: a hold time of zero turns both timers off.
    private void RestartHold(Instant now)
    {
        if (Negotiated!.HoldTime != 0)
        {
            HoldAt = now + Duration.FromSeconds(Negotiated.HoldTime);
        }
    }

    private void RestartKeepalive(Instant now)
    {
        if (Negotiated!.KeepaliveTime != 0)
        {
            KeepaliveAt = now + _shared.Jittered(Duration.FromSeconds(Negotiated.KeepaliveTime));
        }
    }

    private void Drop(bool afterNotification, Instant now)
    {
        HoldAt = Instant.Never;
        KeepaliveAt = Instant.Never;
        SendHoldAt = Instant.Never;
        if (Connection != null)
        {
            Neighbour.Release(Connection, afterNotification, now);
            Connection = null;
        }

        // RFC 4271 §8.2.2: leaving Established needs what was agreed a moment longer; the neighbour clears it after.
        if (State != BgpState.Established)
        {
            Forget();
        }
    }

    public void Forget()
    {
        RemoteOpen = null;
        Negotiated = null;
        _localOpen = null;
    }
}
