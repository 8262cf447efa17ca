using System;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>Nanoseconds since boot by CLOCK_MONOTONIC: never set back, and the clock that ppoll counts by.</summary>
public sealed unsafe class MonotonicClock : IClock
{
    private const int Realtime = 0;
    private const int Monotonic = 1;

    public Instant Now => new(Read(Monotonic));

    /// <summary>
    /// Unix time, in nanoseconds, of <see cref="Instant.Zero"/> on this clock. For the time stamps of captures and
    /// logs only.
    /// </summary>
    public static long UnixEpochOffset => Read(Realtime) - Read(Monotonic);

    private static long Read(int clock)
    {
        Timespec time;
        return Libc.clock_gettime(clock, &time) == 0
            ? (time.Seconds * Duration.NanosecondsPerSecond) + time.Nanoseconds
            : throw new InvalidOperationException("clock_gettime: " + Errno.Text(Errno.Last));
    }
}
