using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Machines;

/// <summary>How a command in a guest ended.</summary>
/// <param name="Command">The command.</param>
/// <param name="ExitCode">The shell's.</param>
/// <param name="Output">All that it printed, on whichever stream.</param>
public sealed record GuestResult(string Command, int ExitCode, string Output)
{
    /// <summary>What it printed, if it succeeded.</summary>
    /// <exception cref="LabQemuException">It did not.</exception>
    public string Must() => ExitCode == 0
        ? Output
        : throw new LabQemuException($"in the guest, exit code {ExitCode}: {Command}\n{Output.TrimEnd()}");
}
