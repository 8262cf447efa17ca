using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Established exchanges routes (RFC 4271 §8.2.2).</summary>
internal static class EstablishedState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case >= FsmEvent.AutomaticStart and <= FsmEvent.AutomaticStartDampedPassive:
            case >= FsmEvent.TcpConnectionValid and <= FsmEvent.TcpConnectionConfirmed:
                return FsmTransition.Stay(BgpState.Established);

            case FsmEvent.ManualStop:
                return SessionFsm.Stopped(input);

            case FsmEvent.AutomaticStop:
                return SessionFsm.StoppedAutomatically(input);

            case FsmEvent.HoldTimerExpires:
                return SessionFsm.HoldExpired();

            case FsmEvent.SendHoldTimerExpires:
                return SessionFsm.SendHoldExpired();

            case FsmEvent.KeepaliveTimerExpires:
                return FsmTransition.Stay(BgpState.Established, FsmActions.SendKeepalive | FsmActions.RestartKeepalive);

            case FsmEvent.TcpConnectionFails:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop | FsmActions.CountConnectRetry,
                    input.Detail ?? "connection lost");

            // RFC 4271 §6.1 names the answer to a bad header in every state.
            case FsmEvent.BgpHeaderError:
                return SessionFsm.Refuse(input, "bad message header");

            case FsmEvent.OpenCollisionDump:
                return SessionFsm.Collision();

            case FsmEvent.NotificationVersionError:
            case FsmEvent.Notification:
                return SessionFsm.Notified(input);

            case FsmEvent.Keepalive:
                return FsmTransition.Stay(BgpState.Established, FsmActions.RestartHold);

            case FsmEvent.Update:
                return FsmTransition.Stay(BgpState.Established, FsmActions.RestartHold | FsmActions.ProcessUpdate);

            case FsmEvent.RouteRefresh:
                return FsmTransition.Stay(BgpState.Established, FsmActions.ProcessRefresh);

            case FsmEvent.UpdateError:
                return SessionFsm.Refuse(input, "bad UPDATE");

            default:
                return SessionFsm.Unexpected(input, BgpSubcode.FiniteStateMachine.UnexpectedMessageInEstablished);
        }
    }
}
