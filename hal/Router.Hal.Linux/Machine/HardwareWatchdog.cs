using System.IO;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux.Machine;

/// <summary>
/// A device that resets the machine unless it is fed in time (Documentation/watchdog/watchdog-api.rst). Opening arms
/// it; a process that ends without <see cref="Disarm"/> leaves it armed, as it should.
/// </summary>
public sealed unsafe class HardwareWatchdog
{
    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;

    // _IOWR('W', 6, int)
    private const uint SetTimeout = 0xc0045706;

    private readonly int _descriptor;

    private HardwareWatchdog(int descriptor, Duration timeout)
    {
        _descriptor = descriptor;
        Timeout = timeout;
    }

    /// <summary>What the device made of the time that was asked for.</summary>
    public Duration Timeout { get; }

    /// <summary>Null where there is none, or somebody else has it.</summary>
    /// <exception cref="IOException">It is there, and cannot be armed.</exception>
    public static HardwareWatchdog? TryOpen(string device, Duration timeout)
    {
        int descriptor;
        fixed (byte* path = NativeText.Of(device))
        {
            descriptor = Libc.open(path, WriteOnly | CloseOnExec, 0);
        }

        if (descriptor < 0)
        {
            return Errno.Last is Errno.Enoent or Errno.Enodev or Errno.Enxio ? null
                : throw new IOException($"{device}: {Errno.Text(Errno.Last)}");
        }

        int seconds = (int)timeout.Seconds;
        return Libc.ioctl(descriptor, SetTimeout, &seconds) == 0
            ? new HardwareWatchdog(descriptor, Duration.FromSeconds(seconds))
            : throw new IOException($"{device}: no timeout of {seconds} s: {Errno.Text(Errno.Last)}");
    }

    public void Feed() => Put(0);

    /// <summary>Ends its watch, unless the kernel was told that nobody may (nowayout).</summary>
    public void Disarm()
    {
        Put((byte)'V');
        _ = Libc.close(_descriptor);
    }

    private void Put(byte value) => _ = Libc.write(_descriptor, &value, 1);
}
