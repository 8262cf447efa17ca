namespace Router.Bgp;

/// <summary>Active listens, and dials again when ConnectRetryTimer runs out (RFC 4271 §8.2.2).</summary>
internal static class ActiveState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case >= FsmEvent.AutomaticStart and <= FsmEvent.AutomaticStartDampedPassive:
            case FsmEvent.TcpConnectionValid:
            case FsmEvent.TcpRequestInvalid:
                return FsmTransition.Stay(BgpState.Active);

            case FsmEvent.ManualStop:
                return new(BgpState.Idle, FsmActions.Stop, input.Detail ?? "stopped by the operator");

            case FsmEvent.ConnectRetryTimerExpires:
                return new(BgpState.Connect, FsmActions.StartConnectRetry | FsmActions.Dial, "dials again");

            case FsmEvent.DelayOpenTimerExpires:
                return new(BgpState.OpenSent, FsmActions.Complete, "the wait for the peer's OPEN is over");

            case FsmEvent.TcpRequestAcked:
            case FsmEvent.TcpConnectionConfirmed:
                return input.DelayOpen
                    ? FsmTransition.Stay(BgpState.Active, FsmActions.StopConnectRetry | FsmActions.StartDelayOpen)
                    : new(BgpState.OpenSent, FsmActions.Complete, "connected by the peer");

            case FsmEvent.TcpConnectionFails:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop | FsmActions.CountConnectRetry,
                    input.Detail ?? "connection lost");

            case FsmEvent.BgpOpenWithDelayOpenRunning:
                return ConnectState.DelayedOpen();

            case FsmEvent.NotificationVersionError when input.DelayOpenRunning:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop, input.Detail ?? "version refused");

            default:
                return new(BgpState.Idle, FsmActions.FailQuietly, input.Detail ?? $"unexpected {input.Event}");
        }
    }
}
