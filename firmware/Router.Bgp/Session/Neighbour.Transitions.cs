using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// What a change of state means beyond the session itself.
internal sealed partial class Neighbour
{
    private const byte ConnectionCollision = BgpSubcode.Cease.ConnectionCollisionResolution;

    public void OnTransition(Session session, BgpState old, in FsmTransition transition, in FsmInput input, Instant now)
    {
        // A session that lost a collision has already been forgotten.
        if (transition.Next == old || (session != Main && session != Second))
        {
            UpdateDeadline();
            return;
        }

        if (old == BgpState.Established)
        {
            LeaveEstablished(session, input.Event, now);
        }

        bool isOver = transition.Next <= BgpState.Active;
        if (isOver && session == Second)
        {
            Second = null;
            Publish(transition.Reason, now);
        }
        else if (isOver && Second != null)
        {
            CancelDial();
            Main = Second;
            Second = null;
            Publish(transition.Reason, now);
        }
        else
        {
            if (transition.Next == BgpState.Established)
            {
                EnterEstablished(session, now);
            }

            Publish(transition.Reason, now);
            if (transition.Next == BgpState.Idle)
            {
                AfterIdle(old, transition, input.Event, now);
            }
        }

        UpdateDeadline();
    }

    private void Publish(string reason, Instant now)
    {
        BgpState shown = Second != null && Second.State > Main.State ? Second.State : Main.State;
        if (shown == Shown)
        {
            return;
        }

        BgpPeerChange change = new(Index, BgpPeerChangeKind.State, Shown, shown, reason);
        _shared.Events.Add(change);
        _shared.Options.Monitor?.OnState(change, Main.Connection?.Id ?? -1, now);
        Shown = shown;
        Since = now;
        Reason = reason;
    }

    private void AfterIdle(BgpState old, in FsmTransition transition, FsmEvent cause, Instant now)
    {
        CancelDial();
        if (!IsEnabled)
        {
            return;
        }

        // RFC 4486 §4: the peer keeps another connection, or dials one. FRR says so of ours when it makes it see that
        // an old session is dead.
        bool losesCollision = cause == FsmEvent.Notification && old != BgpState.Established
            && LastReceived is { Code: (byte)BgpErrorCode.Cease, Subcode: ConnectionCollision } last && last.At == now;
        if (losesCollision || cause is FsmEvent.TcpConnectionFails or FsmEvent.OpenCollisionDump)
        {
            // Nobody did anything wrong: listen at once, since the peer may be the one that comes back, and dial when
            // ConnectRetryTimer says so.
            Main.Handle(new FsmInput(FsmEvent.AutomaticStartPassive) { Detail = transition.Reason }, now);
            return;
        }

        // Damping is for our own dialling: whoever comes to us waits the first time only, and not long.
        _acceptFrom = now + Duration.Min(Options.ErrorWaitMin, s_longestRefusal);
        if ((transition.Actions & FsmActions.Damp) != 0)
        {
            IdleHoldAt = now + _errorWait;
            _errorWait = Duration.Min(_errorWait * 2, Options.ErrorWaitMax);
        }
        else
        {
            IdleHoldAt = now + Options.ErrorWaitMin;
        }
    }

    private void EnterEstablished(Session session, Instant now)
    {
        Session? other = session == Main ? Second : Main;
        Main = session;
        Second = null;
        _dialsUntil = Instant.Zero;
        CancelDial();

        // RFC 4271 §6.8: whatever else was under way collides with an established connection.
        if (other is { Connection: not null })
        {
            other.Handle(new FsmInput(FsmEvent.OpenCollisionDump), now);
        }

        BgpNegotiated negotiated = session.Negotiated!;
        Establishments++;
        _shared.HasNewSession = true;
        _establishedAt = now;
        foreach (PeerTable table in Tables)
        {
            table.In.RouterId = negotiated.RemoteId;
            if (negotiated.Find(table.Family) is { } agreed)
            {
                table.IsSilent = Options.ExportsNothing;
                table.Open(agreed);
                table.Rib.AddPathReaders += agreed.AddPathSend ? 1 : 0;
            }

            KeepOrForget(table, negotiated, now);
        }

        MarkReady();
        _shared.DeferralMayEnd = true;
    }

    private void LeaveEstablished(Session session, FsmEvent cause, Instant now)
    {
        BgpNegotiated negotiated = session.Negotiated!;
        if (now - _establishedAt >= s_goodStanding)
        {
            _errorWait = Options.ErrorWaitMin;
        }

        // RFC 4724 §4.2: only the loss of the transport is a restart; a NOTIFICATION in either direction ends the
        // session for good, as it does without RFC 8538.
        bool mayReturn = cause == FsmEvent.TcpConnectionFails;
        foreach (PeerTable table in Tables)
        {
            if (table.Agreed is { } agreed)
            {
                KeepOrDrop(table, negotiated, mayReturn, now);
                table.Rib.AddPathReaders -= agreed.AddPathSend ? 1 : 0;
                table.Close();
            }
        }

        ForgetPreviousPolicy();
        session.Forget();
    }
}
