using System.IO;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>reboot(2): the whole machine, at once, without a word to anybody.</summary>
public static class Power
{
    private const int Restart = 0x01234567;
    private const int Off = 0x4321fedc;
    private const int CtrlAltDelAsSignal = 0;

    // LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART2; 32-bit numbers.
    private const int Magic1 = unchecked((int)0xfee1dead);
    private const int Magic2 = 672274793;
    private const int Restart2 = unchecked((int)0xa1b2c3d4);

    /// <exception cref="IOException">Not allowed.</exception>
    public static void Reboot() => Do(Restart);

    /// <summary>Starts again with a word for who loads the kernel, such as a Raspberry Pi's <c>0 tryboot</c>.</summary>
    /// <exception cref="IOException">Not allowed.</exception>
    public static unsafe void Reboot(string word)
    {
        fixed (byte* text = NativeText.Of(word))
        {
            // glibc's name takes no word.
            if (Libc.syscall(Number, Magic1, Magic2, Restart2, (nint)text) != 0)
            {
                throw new IOException($"reboot: {Errno.Text(Errno.Last)}");
            }
        }
    }

    /// <exception cref="IOException">Not allowed.</exception>
    public static void PowerOff() => Do(Off);

    /// <summary>From now on Ctrl-Alt-Del is SIGINT to the first process, not a reset.</summary>
    public static void HeedCtrlAltDel() => Do(CtrlAltDelAsSignal);

    // reboot(2) by the kernel's tables of each architecture.
    private static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 169,
        Architecture.Arm64 => 142,
        Architecture.Arm => 88,
        Architecture other => throw new IOException($"no reboot with a word known for {other}"),
    };

    private static void Do(int command)
    {
        if (Libc.reboot(command) != 0)
        {
            throw new IOException($"reboot: {Errno.Text(Errno.Last)}");
        }
    }
}
