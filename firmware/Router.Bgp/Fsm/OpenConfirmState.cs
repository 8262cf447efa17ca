using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>OpenConfirm waits for the KEEPALIVE that accepts our OPEN (RFC 4271 §8.2.2).</summary>
internal static class OpenConfirmState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case >= FsmEvent.AutomaticStart and <= FsmEvent.AutomaticStartDampedPassive:
            case >= FsmEvent.TcpConnectionValid and <= FsmEvent.TcpConnectionConfirmed:
                return FsmTransition.Stay(BgpState.OpenConfirm);

            case FsmEvent.ManualStop:
                return SessionFsm.Stopped(input);

            case FsmEvent.AutomaticStop:
                return SessionFsm.StoppedAutomatically(input);

            case FsmEvent.HoldTimerExpires:
                return SessionFsm.HoldExpired();

            case FsmEvent.SendHoldTimerExpires:
                return SessionFsm.SendHoldExpired();

            case FsmEvent.KeepaliveTimerExpires:
                return FsmTransition.Stay(BgpState.OpenConfirm, FsmActions.SendKeepalive | FsmActions.RestartKeepalive);

            case FsmEvent.TcpConnectionFails:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop | FsmActions.CountConnectRetry,
                    input.Detail ?? "connection lost before the peer's KEEPALIVE");

            case FsmEvent.BgpHeaderError:
                return SessionFsm.Refuse(input, "bad message header");

            case FsmEvent.OpenCollisionDump:
                return SessionFsm.Collision();

            case FsmEvent.NotificationVersionError:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop, input.Detail ?? "version refused");

            case FsmEvent.Notification:
                return SessionFsm.Notified(input);

            case FsmEvent.Keepalive:
                return new(BgpState.Established, FsmActions.RestartHold, "KEEPALIVE received");

            // A second OPEN on this very connection is here too: collisions are between connections.
            default:
                return SessionFsm.Unexpected(input, BgpSubcode.FiniteStateMachine.UnexpectedMessageInOpenConfirm);
        }
    }
}
