using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux.Traffic;

/// <summary>
/// The clock by which the kernel stamps arriving frames (CLOCK_REALTIME); it may be set while it runs.
/// </summary>
public sealed unsafe class RealtimeClock : IClock
{
    private const int Realtime = 0;

    public Instant Now
    {
        get
        {
            Timespec time;
            _ = Libc.clock_gettime(Realtime, &time);
            return new Instant((time.Seconds * Duration.NanosecondsPerSecond) + time.Nanoseconds);
        }
    }
}
