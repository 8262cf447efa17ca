using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>reboot(2): the whole machine, at once, without a word to anybody.</summary>
public static class Power
{
    private const int Restart = 0x01234567;
    private const int Off = 0x4321fedc;
    private const int CtrlAltDelAsSignal = 0;

    /// <exception cref="IOException">Not allowed.</exception>
    public static void Reboot() => Do(Restart);

    /// <exception cref="IOException">Not allowed.</exception>
    public static void PowerOff() => Do(Off);

    /// <summary>From now on Ctrl-Alt-Del is SIGINT to the first process, not a reset.</summary>
    public static void HeedCtrlAltDel() => Do(CtrlAltDelAsSignal);

    private static void Do(int command)
    {
        if (Libc.reboot(command) != 0)
        {
            throw new IOException($"reboot: {Errno.Text(Errno.Last)}");
        }
    }
}
