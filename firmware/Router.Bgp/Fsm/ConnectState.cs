namespace Router.Bgp;

/// <summary>Connect waits for the TCP connection it dialled (RFC 4271 §8.2.2).</summary>
internal static class ConnectState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case >= FsmEvent.AutomaticStart and <= FsmEvent.AutomaticStartDampedPassive:
            case FsmEvent.TcpConnectionValid:
            case FsmEvent.TcpRequestInvalid:
                return FsmTransition.Stay(BgpState.Connect);

            case FsmEvent.ManualStop:
                return new(BgpState.Idle, FsmActions.Stop, input.Detail ?? "stopped by the operator");

            case FsmEvent.ConnectRetryTimerExpires:
                return FsmTransition.Stay(BgpState.Connect,
                    FsmActions.StopDelayOpen | FsmActions.Drop | FsmActions.StartConnectRetry | FsmActions.Dial);

            case FsmEvent.DelayOpenTimerExpires:
                return new(BgpState.OpenSent, FsmActions.Complete, "the wait for the peer's OPEN is over");

            case FsmEvent.TcpRequestAcked:
            case FsmEvent.TcpConnectionConfirmed:
                return input.DelayOpen
                    ? FsmTransition.Stay(BgpState.Connect, FsmActions.StopConnectRetry | FsmActions.StartDelayOpen)
                    : new(BgpState.OpenSent, FsmActions.Complete, "connected");

            case FsmEvent.TcpConnectionFails:
                return input.DelayOpenRunning
                    ? new(BgpState.Active, FsmActions.StopDelayOpen | FsmActions.Drop | FsmActions.StartConnectRetry,
                        input.Detail ?? "connection lost")
                    : new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop, input.Detail ?? "no connection");

            case FsmEvent.BgpOpenWithDelayOpenRunning:
                return DelayedOpen();

            // RFC 4271 §8.1.1 option SendNOTIFICATIONwithoutOPEN is off: no OPEN has gone out in this state.
            case FsmEvent.NotificationVersionError when input.DelayOpenRunning:
                return new(BgpState.Idle, FsmActions.StopTimers | FsmActions.Drop, input.Detail ?? "version refused");

            default:
                return new(BgpState.Idle, FsmActions.FailQuietly, input.Detail ?? $"unexpected {input.Event}");
        }
    }

    /// <summary>
    /// The peer's OPEN came while ours was held back: both go on at once (RFC 4271 §8.2.2, event 20).
    /// </summary>
    public static FsmTransition DelayedOpen() => new(BgpState.OpenConfirm,
        FsmActions.StopTimers | FsmActions.SendOpen | FsmActions.SendKeepalive | FsmActions.StartNegotiated,
        "OPEN received");
}
