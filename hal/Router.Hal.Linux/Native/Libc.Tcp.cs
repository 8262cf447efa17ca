using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>What stream sockets of the network need beside the calls that all sockets share.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockname(int descriptor, void* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int shutdown(int descriptor, int how);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_wait(int epoll, byte* events, int count, int milliseconds);
}
