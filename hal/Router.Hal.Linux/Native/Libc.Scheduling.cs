using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>Who runs where, and how long it ran.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sched_setaffinity(int thread, nuint length, void* mask);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sched_getaffinity(int thread, nuint length, void* mask);
}
