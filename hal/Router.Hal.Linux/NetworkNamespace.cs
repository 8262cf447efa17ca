using System;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// Linux network namespaces, which belong to threads: processes the thread starts inherit its namespace.
/// </summary>
public static class NetworkNamespace
{
    private const int CloneNewNet = 0x4000_0000;

    /// <summary>
    /// Moves the calling thread into a new, empty network namespace that vanishes with its last user.
    /// Call it on a thread of your own: there is no way back.
    /// </summary>
    public static void EnterNew()
    {
        if (Libc.unshare(CloneNewNet) != 0)
        {
            int error = Errno.Last;
            throw new InvalidOperationException(
                $"a network namespace cannot be made: {Errno.Text(error)}. It needs root or CAP_SYS_ADMIN: " +
                "run as root, or inside `unshare -Urnm`.");
        }
    }
}
