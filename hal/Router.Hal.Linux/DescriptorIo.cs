using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>Non-blocking reads and writes on a raw descriptor, such as standard input watched by a poll loop.</summary>
public static unsafe class DescriptorIo
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;

    /// <summary>Reads what is there; <paramref name="count"/> is positive when done.</summary>
    public static IoResult Read(int descriptor, Octets buffer, out int count)
    {
        fixed (byte* start = buffer)
        {
            nint got;
            do
            {
                got = Libc.read(descriptor, start, (nuint)buffer.Length);
            }
            while (got < 0 && Errno.Last == Errno.Eintr);

            return Outcome(got, out count);
        }
    }

    /// <summary>
    /// Writes as much as fits; <paramref name="count"/> is positive when done, and may be less than asked.
    /// </summary>
    public static IoResult Write(int descriptor, OctetsIn octets, out int count)
    {
        fixed (byte* start = octets)
        {
            nint put;
            do
            {
                put = Libc.write(descriptor, start, (nuint)octets.Length);
            }
            while (put < 0 && Errno.Last == Errno.Eintr);

            return Outcome(put, out count);
        }
    }

    public static bool SetNonBlocking(int descriptor, bool nonBlocking)
    {
        int flags = Libc.fcntl(descriptor, GetFlags, 0);
        return flags >= 0
            && Libc.fcntl(descriptor, SetFlags, nonBlocking ? flags | NonBlocking : flags & ~NonBlocking) == 0;
    }

    public static bool IsTerminal(int descriptor) => Libc.isatty(descriptor) == 1;

    /// <summary>
    /// The descriptor is this process's terminal and reading it will not stop the process (SIGTTIN of a background
    /// job).
    /// </summary>
    public static bool IsForegroundTerminal(int descriptor) =>
        IsTerminal(descriptor) && Libc.tcgetpgrp(descriptor) == Libc.getpgrp();

    internal static IoResult Outcome(nint result, out int count)
    {
        count = (int)(result > 0 ? result : 0);
        if (result > 0)
        {
            return IoResult.Done;
        }

        return result < 0 && Errno.Last == Errno.Eagain ? IoResult.WouldBlock : IoResult.Closed;
    }
}
