namespace Router.Wire.Bgp;

/// <summary>
/// NOTIFICATION error codes (RFC 4271 §4.5, RFC 7313 §5, RFC 9687 §5). Other numbers stay what they are.
/// </summary>
public enum BgpErrorCode : byte
{
    MessageHeader = 1,
    Open = 2,
    Update = 3,
    HoldTimerExpired = 4,
    FiniteStateMachine = 5,
    Cease = 6,
    RouteRefresh = 7,
    SendHoldTimerExpired = 8,
}
