namespace Router.Bgp;

/// <summary>The events of RFC 4271 §8.1 under their own numbers, then those of later RFCs.</summary>
internal enum FsmEvent : byte
{
    ManualStart = 1,
    ManualStop = 2,
    AutomaticStart = 3,
    ManualStartPassive = 4,
    AutomaticStartPassive = 5,
    AutomaticStartDamped = 6,
    AutomaticStartDampedPassive = 7,
    AutomaticStop = 8,
    ConnectRetryTimerExpires = 9,
    HoldTimerExpires = 10,
    KeepaliveTimerExpires = 11,
    DelayOpenTimerExpires = 12,
    IdleHoldTimerExpires = 13,
    TcpConnectionValid = 14,
    TcpRequestInvalid = 15,
    TcpRequestAcked = 16,
    TcpConnectionConfirmed = 17,
    TcpConnectionFails = 18,
    BgpOpen = 19,
    BgpOpenWithDelayOpenRunning = 20,
    BgpHeaderError = 21,
    BgpOpenError = 22,
    OpenCollisionDump = 23,
    NotificationVersionError = 24,
    Notification = 25,
    Keepalive = 26,
    Update = 27,
    UpdateError = 28,

    /// <summary>RFC 2918 §3.</summary>
    RouteRefresh = 29,

    /// <summary>RFC 9687 §3.</summary>
    SendHoldTimerExpires = 30,
}
