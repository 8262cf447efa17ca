using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>Error numbers of the Linux generic ABI (x86, ARM, RISC-V), and their text.</summary>
internal static class Errno
{
    internal const int Eperm = 1;
    internal const int Enoent = 2;
    internal const int Eintr = 4;
    internal const int Enxio = 6;
    internal const int Eagain = 11;
    internal const int Enomem = 12;
    internal const int Eacces = 13;
    internal const int Ebusy = 16;
    internal const int Eexist = 17;
    internal const int Enodev = 19;
    internal const int Enotdir = 20;
    internal const int Einval = 22;
    internal const int Enfile = 23;
    internal const int Emfile = 24;
    internal const int Enospc = 28;
    internal const int Erange = 34;
    internal const int Enosys = 38;
    internal const int Ebadfd = 77;
    internal const int Enoprotoopt = 92;
    internal const int Eopnotsupp = 95;
    internal const int Eafnosupport = 97;
    internal const int Eaddrinuse = 98;
    internal const int Eaddrnotavail = 99;
    internal const int Enetdown = 100;
    internal const int Enobufs = 105;
    internal const int Econnrefused = 111;
    internal const int Einprogress = 115;

    internal static int Last => Marshal.GetLastPInvokeError();

    internal static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
