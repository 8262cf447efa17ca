namespace Router.Hal.Linux.Machine;

/// <summary>How a process ended, by the status of wait(2).</summary>
public readonly record struct ProcessEnd(int Status)
{
    /// <summary>What it returned; null when a signal ended it.</summary>
    public int? ExitCode => (Status & 0x7f) == 0 ? (Status >> 8) & 0xff : null;

    /// <summary>0 when it ended by itself.</summary>
    public int Signal => Status & 0x7f;

    public override string ToString() => ExitCode is { } code ? $"exit code {code}" : $"signal {Signal}";
}
