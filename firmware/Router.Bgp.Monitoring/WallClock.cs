using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>Tells the time of day at an instant: both formats carry it.</summary>
/// <param name="UnixNanosecondsAtZero">The Unix time in nanoseconds at <see cref="Instant.Zero"/>.</param>
public readonly record struct WallClock(long UnixNanosecondsAtZero)
{
    public uint Seconds(Instant at) => (uint)(Unix(at) / Duration.NanosecondsPerSecond);

    public uint Microseconds(Instant at) => (uint)(Unix(at) % Duration.NanosecondsPerSecond / 1000);

    private long Unix(Instant at) => UnixNanosecondsAtZero + at.Nanoseconds;
}
