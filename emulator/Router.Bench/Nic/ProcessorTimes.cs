using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>What a core has done since the machine started, in seconds, as the kernel counts it.</summary>
/// <param name="Idle">With nothing to do, or waiting for a disk.</param>
/// <param name="SoftIrq">In soft interrupts, which is where the network stack receives; sampled by the clock's tick.
/// </param>
/// <param name="Steal">Taken by the hypervisor.</param>
internal readonly record struct ProcessorTimes(double Idle, double SoftIrq, double Steal)
{
    // USER_HZ, the same on every Linux.
    private const double TicksPerSecond = 100;

    public static ProcessorTimes Read(int core)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"cpu{core} ");
        foreach (string line in File.ReadLines("/proc/stat"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                // proc(5): user, nice, system, idle, iowait, irq, softirq, steal.
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return new(Seconds(words[4]) + Seconds(words[5]), Seconds(words[6]) + Seconds(words[7]),
                    Seconds(words[8]));
            }
        }

        throw new BenchException($"/proc/stat tells nothing of core {core}");
    }

    public static ProcessorTimes operator -(ProcessorTimes after, ProcessorTimes before) =>
        new(after.Idle - before.Idle, after.SoftIrq - before.SoftIrq, after.Steal - before.Steal);

    private static double Seconds(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond;
}
