using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>RFC 4271 §8.2.2 as a function: no state is held here, no effect happens here.</summary>
internal static class SessionFsm
{
    public static FsmTransition On(BgpState state, in FsmInput input) => state switch
    {
        BgpState.Idle => IdleState.On(input),
        BgpState.Connect => ConnectState.On(input),
        BgpState.Active => ActiveState.On(input),
        BgpState.OpenSent => OpenSentState.On(input),
        BgpState.OpenConfirm => OpenConfirmState.On(input),
        BgpState.Established => EstablishedState.On(input),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no such state"),
    };

    /// <summary>Closes with the NOTIFICATION that the event names.</summary>
    public static FsmTransition Refuse(in FsmInput input, string reason) =>
        new(BgpState.Idle, FsmActions.Fail, input.Detail ?? reason, input.Code, input.Subcode);

    // RFC 4271 §6.5 and §8.2.2: the NOTIFICATION of an expired hold timer has no subcode.
    public static FsmTransition HoldExpired() => new(
        BgpState.Idle, FsmActions.Fail, "hold timer expired", BgpErrorCode.HoldTimerExpired);

    // RFC 9687 §3: the peer does not read, so a NOTIFICATION is tried but not waited for.
    public static FsmTransition SendHoldExpired() => new(
        BgpState.Idle, FsmActions.Fail, "send hold timer expired: the peer takes no data",
        BgpErrorCode.SendHoldTimerExpired);

    public static FsmTransition Collision() => new(
        BgpState.Idle, FsmActions.Fail & ~FsmActions.Damp, "connection collision: the other connection is kept",
        BgpErrorCode.Cease, BgpSubcode.Cease.ConnectionCollisionResolution);

    public static FsmTransition Stopped(in FsmInput input) => new(
        BgpState.Idle, FsmActions.Stop | FsmActions.SendNotification, input.Detail ?? "stopped by the operator",
        BgpErrorCode.Cease, input.Subcode);

    public static FsmTransition StoppedAutomatically(in FsmInput input) => new(
        BgpState.Idle, FsmActions.Fail, input.Detail ?? "stopped automatically", BgpErrorCode.Cease, input.Subcode);

    // RFC 6608 §3: the subcode names the state in which the message was not expected.
    public static FsmTransition Unexpected(in FsmInput input, byte subcode) => new(
        BgpState.Idle, FsmActions.Fail, $"unexpected {input.Event}", BgpErrorCode.FiniteStateMachine,
        input.Event >= FsmEvent.BgpOpen && input.Event <= FsmEvent.RouteRefresh ? subcode : (byte)0);

    /// <summary>
    /// What goes with a NOTIFICATION of the state machine's own: the type of an unexpected message (RFC 6608 §4).
    /// </summary>
    public static byte[]? DataOf(in FsmTransition transition, in FsmInput input)
    {
        if (transition.Code != BgpErrorCode.FiniteStateMachine || transition.Subcode == BgpSubcode.Unspecific)
        {
            return null;
        }

        BgpMessageType type = input.Event switch
        {
            FsmEvent.Keepalive => BgpMessageType.Keepalive,
            FsmEvent.Update or FsmEvent.UpdateError => BgpMessageType.Update,
            FsmEvent.RouteRefresh => BgpMessageType.RouteRefresh,
            _ => BgpMessageType.Open,
        };
        return [(byte)type];
    }

    // RFC 4271 §6.4: a NOTIFICATION is never answered with one.
    public static FsmTransition Notified(in FsmInput input) => new(
        BgpState.Idle, FsmActions.FailQuietly, input.Detail ?? "NOTIFICATION received");
}
