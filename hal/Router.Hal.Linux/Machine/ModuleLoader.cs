using System;
using System.IO;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>Gives modules to the kernel.</summary>
public static unsafe class ModuleLoader
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Loads a module's file, which is not compressed. One that is there already counts as loaded.</summary>
    /// <exception cref="IOException">The kernel refuses it; the message says why.</exception>
    public static void Load(string file)
    {
        int descriptor;
        fixed (byte* path = NativeText.Of(file))
        {
            descriptor = Libc.open(path, CloseOnExec, 0);
        }

        if (descriptor < 0)
        {
            throw new IOException($"{file}: {Errno.Text(Errno.Last)}");
        }

        // glibc has no name for finit_module.
        byte none = 0;
        nint result = Libc.syscall(Number, descriptor, (nint)(&none), 0);
        int error = Errno.Last;
        _ = Libc.close(descriptor);
        if (result != 0 && error != Errno.Eexist)
        {
            throw new IOException($"{file}: {Errno.Text(error)}");
        }
    }

    // finit_module(2) by the kernel's tables of each architecture.
    private static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 313,
        Architecture.Arm64 => 273,
        Architecture.Arm => 379,
        Architecture other => throw new PlatformNotSupportedException($"no finit_module known for {other}"),
    };
}
