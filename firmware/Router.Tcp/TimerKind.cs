namespace Router.Tcp;

/// <summary>The timers of a connection, in the order in which simultaneous ones fire.</summary>
internal enum TimerKind
{
    /// <summary>User, connect and half-open timeouts: giving up comes before trying again.</summary>
    GiveUp = 0,

    /// <summary>2 MSL in TIME-WAIT, and the patience of FIN-WAIT-2.</summary>
    Linger = 1,
    Retransmit = 2,

    /// <summary>Zero-window probes, and the override of silly-window avoidance.</summary>
    Persist = 3,
    DelayedAck = 4,
    KeepAlive = 5,
    Count = 6,
}
