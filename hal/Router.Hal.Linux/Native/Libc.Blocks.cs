using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>What disks, and files that stand for them, need.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pread(int descriptor, void* buffer, nuint length, nint offset);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pwrite(int descriptor, void* buffer, nuint length, nint offset);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fsync(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ftruncate(int descriptor, nint length);

    // Returns the error number, and leaves errno alone.
    [LibraryImport(Library)]
    internal static partial int posix_fadvise(int descriptor, nint offset, nint length, int advice);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int flock(int descriptor, int operation);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int statx(int descriptor, byte* path, int flags, uint mask, FileStatus* status);
}
