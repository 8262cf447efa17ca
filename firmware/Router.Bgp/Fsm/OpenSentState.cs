using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>OpenSent waits for the peer's OPEN (RFC 4271 §8.2.2).</summary>
internal static class OpenSentState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case >= FsmEvent.AutomaticStart and <= FsmEvent.AutomaticStartDampedPassive:
            case >= FsmEvent.TcpConnectionValid and <= FsmEvent.TcpConnectionConfirmed:
                // A second connection is an FSM of its own until OPENs decide (RFC 4271 §6.8).
                return FsmTransition.Stay(BgpState.OpenSent);

            case FsmEvent.ManualStop:
                return SessionFsm.Stopped(input);

            case FsmEvent.AutomaticStop:
                return SessionFsm.StoppedAutomatically(input);

            case FsmEvent.HoldTimerExpires:
                return SessionFsm.HoldExpired();

            case FsmEvent.SendHoldTimerExpires:
                return SessionFsm.SendHoldExpired();

            case FsmEvent.TcpConnectionFails:
                return new(BgpState.Active, FsmActions.StopDelayOpen | FsmActions.Drop | FsmActions.StartConnectRetry,
                    input.Detail ?? "connection lost before the peer's OPEN");

            case FsmEvent.BgpOpen:
                return new(BgpState.OpenConfirm,
                    FsmActions.StopTimers | FsmActions.SendKeepalive | FsmActions.StartNegotiated, "OPEN received");

            case FsmEvent.BgpHeaderError:
            case FsmEvent.BgpOpenError:
                return SessionFsm.Refuse(input, "bad OPEN");

            case FsmEvent.OpenCollisionDump:
                return SessionFsm.Collision();

            case FsmEvent.NotificationVersionError:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop, input.Detail ?? "version refused");

            case FsmEvent.Notification:
                return SessionFsm.Notified(input);

            default:
                return SessionFsm.Unexpected(input, BgpSubcode.FiniteStateMachine.UnexpectedMessageInOpenSent);
        }
    }
}
