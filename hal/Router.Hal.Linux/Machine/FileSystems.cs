using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>Mounts and unmounts.</summary>
public static unsafe class FileSystems
{
    /// <summary>Mounts a file system on a folder, which is made if missing.</summary>
    /// <param name="type">As <c>proc</c>.</param>
    /// <param name="source">A device, or any word for those that have none.</param>
    /// <param name="target">The folder.</param>
    /// <param name="flags">What may not be done there.</param>
    /// <param name="options">As <c>mode=0755</c>.</param>
    /// <exception cref="IOException">The kernel refuses; the message says what and why.</exception>
    public static void Mount(
        string type, string source, string target, MountFlags flags = MountFlags.None, string options = "")
    {
        Directory.CreateDirectory(target);
        fixed (byte* from = NativeText.Of(source), to = NativeText.Of(target), kind = NativeText.Of(type),
            data = NativeText.Of(options))
        {
            if (Libc.mount(from, to, kind, (nuint)(uint)flags, data) != 0)
            {
                throw new IOException($"{source} on {target} ({type}): {Errno.Text(Errno.Last)}");
            }
        }
    }

    /// <summary>False, and nothing is done, where a file system is in use or is none.</summary>
    public static bool TryUnmount(string target)
    {
        fixed (byte* path = NativeText.Of(target))
        {
            return Libc.umount2(path, 0) == 0;
        }
    }

    /// <summary>Returns when all that was written is on the devices.</summary>
    public static void Sync() => Libc.sync();
}
