using Router.Wire;

namespace Router.Node;

/// <summary>The last time that a server has told.</summary>
/// <param name="Server">Who told it.</param>
/// <param name="Stratum">How far the server is from a reference clock; 1 has one.</param>
/// <param name="At">When it was told.</param>
/// <param name="UnixTimeAtZero">The time of day, in nanoseconds since 1970, at the board's time zero.</param>
/// <param name="Offset">How far our time was behind, in nanoseconds; null when we had none.</param>
/// <param name="Delay">The way to the server and back.</param>
public sealed record NtpStatus(
    Ipv4Address Server, byte Stratum, Instant At, long UnixTimeAtZero, long? Offset, Duration Delay);
