using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>What the kernel calls its network interfaces.</summary>
public static class InterfaceNames
{
    /// <summary>Renames one that is down.</summary>
    /// <exception cref="IOException">It is up or gone, or the name is taken or none.</exception>
    public static void Rename(string from, string to)
    {
        int error = Errno.Enodev;
        if (InterfaceControl.IsName(from) && InterfaceControl.IsName(to))
        {
            using InterfaceControl control = new(from);
            error = control.Rename(to);
        }

        if (error != 0)
        {
            throw new IOException($"{from} is not renamed to {to}: {Errno.Text(error)}");
        }
    }
}
