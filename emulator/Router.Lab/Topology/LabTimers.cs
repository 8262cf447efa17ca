using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>BGP timers of the boards in a lab; null leaves the speaker's own default.</summary>
public sealed record LabTimers
{
    public Duration? ConnectDelay { get; init; }

    public Duration? ConnectRetry { get; init; }

    /// <summary>The shortest wait after an error; the longest grows from it as the speaker does.</summary>
    public Duration? ErrorWait { get; init; }

    public Duration? HoldTime { get; init; }

    public Duration? Keepalive { get; init; }

    public Duration? GracefulRestart { get; init; }
}
