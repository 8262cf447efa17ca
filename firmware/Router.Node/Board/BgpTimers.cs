using Router.Wire;

namespace Router.Node;

/// <summary>Timers of the board's sessions; the defaults are those of a Calico node's BIRD.</summary>
public sealed record BgpTimers
{
    public Duration ConnectDelay { get; init; } = Duration.FromSeconds(2);

    public Duration ConnectRetry { get; init; } = Duration.FromSeconds(5);

    public Duration ErrorWaitMin { get; init; } = Duration.FromSeconds(5);

    public Duration ErrorWaitMax { get; init; } = Duration.FromSeconds(30);

    /// <summary>Seconds.</summary>
    public ushort HoldTime { get; init; } = 240;

    /// <summary>
    /// Seconds between KEEPALIVEs; 0 is a third of the hold time. A peer's own setting goes before it.
    /// </summary>
    public ushort Keepalive { get; init; }

    /// <summary>Graceful restart time in seconds for peers that set none.</summary>
    public ushort GracefulRestart { get; init; } = 120;
}
