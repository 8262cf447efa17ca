namespace Router.Tcp;

/// <summary>Limits and timers of one stack. The defaults are the RFCs' values.</summary>
public sealed class TcpOptions
{
    /// <summary>Connections of any state, half-open and TIME-WAIT included.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Timeout before the first round-trip sample (RFC 6298 §2.1).</summary>
    public Duration InitialRto { get; init; } = Duration.FromSeconds(1);

    /// <summary>RFC 6298 §2.4: one second. Linux uses 200 ms.</summary>
    public Duration MinRto { get; init; } = Duration.FromSeconds(1);

    /// <summary>RFC 6298 §2.5: at least 60 seconds.</summary>
    public Duration MaxRto { get; init; } = Duration.FromSeconds(60);

    /// <summary>RFC 1122 §4.2.3.2: less than 0.5 seconds.</summary>
    public Duration DelayedAck { get; init; } = Duration.FromMilliseconds(40);

    /// <summary>2 MSL. RFC 9293 §3.4.2 says 4 minutes; a minute is what kernels use.</summary>
    public Duration TimeWait { get; init; } = Duration.FromSeconds(60);

    /// <summary>Silence in FIN-WAIT-2 after which the connection is given up; zero waits for ever.</summary>
    public Duration FinWait2 { get; init; } = Duration.FromSeconds(60);

    /// <summary>How long a half-open connection of a listener may take to complete.</summary>
    public Duration HalfOpen { get; init; } = Duration.FromSeconds(75);

    /// <summary>Initial window in segments (RFC 6928 §2: 10; RFC 5681 §3.1: 2 to 4).</summary>
    public int InitialWindowSegments { get; init; } = 10;

    /// <summary>RFC 5961 §7: challenge ACKs one connection may provoke in one second.</summary>
    public int ChallengeAcksPerSecond { get; init; } = 10;

    /// <summary>Resets for segments without a connection that may wait for one Poll; more are not sent.</summary>
    public int PendingResets { get; init; } = 64;

    /// <summary>How long octets stay that the owner has not read when the connection ended.</summary>
    public Duration Unread { get; init; } = Duration.FromSeconds(60);

    /// <summary>The least path MTU that an ICMP error can tell: Linux's min_pmtu.</summary>
    public int MinimumPathMtu { get; init; } = 552;

    /// <summary>Smallest segment that anything can force (guards against tiny segments).</summary>
    public int MinimumMss { get; init; } = 48;
}
