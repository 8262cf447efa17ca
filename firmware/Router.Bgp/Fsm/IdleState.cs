namespace Router.Bgp;

/// <summary>Idle refuses connections and holds no resources (RFC 4271 §8.2.2).</summary>
internal static class IdleState
{
    public static FsmTransition On(in FsmInput input)
    {
        switch (input.Event)
        {
            case FsmEvent.ManualStart:
            case FsmEvent.AutomaticStart:
                return new(BgpState.Connect,
                    FsmActions.ResetConnectRetryCounter | FsmActions.StartConnectRetry | FsmActions.Dial, "started");

            case FsmEvent.ManualStartPassive:
            case FsmEvent.AutomaticStartPassive:
                return new(BgpState.Active,
                    FsmActions.ResetConnectRetryCounter | FsmActions.StartConnectRetry,
                    input.Detail ?? "waits for the peer");

            // The counter stays: it says how often this went wrong.
            case FsmEvent.IdleHoldTimerExpires:
                return input.Passive
                    ? new(BgpState.Active, FsmActions.StartConnectRetry, "waits for the peer")
                    : new(BgpState.Connect, FsmActions.StartConnectRetry | FsmActions.Dial, "idle hold is over");

            // The damped starts (6, 7) change nothing: IdleHoldTimer is what damps here.
            default:
                return FsmTransition.Stay(BgpState.Idle);
        }
    }
}
