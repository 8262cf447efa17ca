using System;

namespace Router.Bgp;

/// <summary>What a transition asks the session to do, in the order of the members.</summary>
[Flags]
internal enum FsmActions
{
    None = 0,
    ResetConnectRetryCounter = 1 << 0,
    CountConnectRetry = 1 << 1,
    StopConnectRetry = 1 << 2,
    StopDelayOpen = 1 << 3,
    SendNotification = 1 << 4,

    /// <summary>Closes the connection, stops its timers and forgets what its OPENs agreed on.</summary>
    Drop = 1 << 5,

    /// <summary>Waits in Idle, longer with each error (DampPeerOscillations).</summary>
    Damp = 1 << 6,
    StartConnectRetry = 1 << 7,
    Dial = 1 << 8,
    StartDelayOpen = 1 << 9,
    SendOpen = 1 << 10,
    StartLargeHold = 1 << 11,
    SendKeepalive = 1 << 12,

    /// <summary>Hold and keepalive timers with the negotiated values.</summary>
    StartNegotiated = 1 << 13,
    RestartHold = 1 << 14,
    RestartKeepalive = 1 << 15,
    ProcessUpdate = 1 << 16,
    ProcessRefresh = 1 << 17,

    // Sets that the RFC repeats.
    StopTimers = StopConnectRetry | StopDelayOpen,
    FailQuietly = StopTimers | Drop | CountConnectRetry | Damp,
    Fail = FailQuietly | SendNotification,
    Stop = StopTimers | Drop | ResetConnectRetryCounter,
    Complete = StopTimers | SendOpen | StartLargeHold,
}
