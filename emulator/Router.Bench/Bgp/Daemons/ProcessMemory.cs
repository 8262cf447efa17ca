using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;

namespace Router.Bench.Bgp.Daemons;

/// <summary>What a process holds of the machine's memory, in octets.</summary>
/// <param name="Resident">Now.</param>
/// <param name="Peak">At the most so far.</param>
internal readonly record struct ProcessMemory(long Resident, long Peak)
{
    public static ProcessMemory Of(int process)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status");
        long resident = -1;
        long peak = -1;
        foreach (string line in File.ReadLines(path))
        {
            resident = line.StartsWith("VmRSS:", StringComparison.Ordinal) ? Octets(line) : resident;
            peak = line.StartsWith("VmHWM:", StringComparison.Ordinal) ? Octets(line) : peak;
        }

        return resident < 0 || peak < 0
            ? throw new BenchException($"{path} tells nothing: the daemon has ended")
            : new ProcessMemory(resident, peak);
    }

    private static long Octets(string line) =>
        long.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture) * 1024;
}
