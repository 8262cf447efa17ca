using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Where an event leads, what is to be done on the way, and what the operator reads.</summary>
/// <param name="Reason">Empty when the state does not change.</param>
internal readonly record struct FsmTransition(
    BgpState Next, FsmActions Actions, string Reason, BgpErrorCode Code = default, byte Subcode = 0)
{
    public static FsmTransition Stay(BgpState state, FsmActions actions = FsmActions.None) =>
        new(state, actions, string.Empty);
}
