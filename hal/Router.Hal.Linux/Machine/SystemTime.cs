using System.IO;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux.Machine;

/// <summary>The kernel's time of day.</summary>
public static unsafe class SystemTime
{
    private const int Realtime = 0;

    /// <param name="unixTime">Nanoseconds since 1970.</param>
    /// <exception cref="IOException">Not allowed.</exception>
    public static void Set(long unixTime)
    {
        Timespec time = new()
        {
            Seconds = (nint)(unixTime / Duration.NanosecondsPerSecond),
            Nanoseconds = (nint)(unixTime % Duration.NanosecondsPerSecond),
        };
        if (Libc.clock_settime(Realtime, &time) != 0)
        {
            throw new IOException($"the time of day: {Errno.Text(Errno.Last)}");
        }
    }
}
