using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>Processor time as the kernel counts it, in seconds.</summary>
internal static class ProcessorTimes
{
    // USER_HZ, the same on every Linux.
    private const double TicksPerSecond = 100;

    /// <summary>
    /// True where the kernel takes soft interrupts out of the time of the process that they interrupt; elsewhere they
    /// are in it.
    /// </summary>
    public static bool SoftIrqApart { get; } =
        KernelConfiguration().Split('\n').Contains("CONFIG_IRQ_TIME_ACCOUNTING=y");

    /// <summary>What a core has spent in interrupts, which is where the network stack receives.</summary>
    public static double SoftIrq(int core)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"cpu{core} ");
        foreach (string line in File.ReadLines("/proc/stat"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                // proc(5): user, nice, system, idle, iowait, irq, softirq.
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return (Number(words[6]) + Number(words[7])) / TicksPerSecond;
            }
        }

        throw new BenchException($"/proc/stat tells nothing of core {core}");
    }

    /// <summary>What the threads of a process have run, to the nanosecond.</summary>
    public static double Process(int id) => Directory.EnumerateDirectories(string.Create(
        CultureInfo.InvariantCulture, $"/proc/{id}/task")).Sum(static thread =>
            Number(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0]) / 1e9);

    private static string KernelConfiguration()
    {
        try
        {
            if (File.Exists("/proc/config.gz"))
            {
                using var packed = new GZipStream(File.OpenRead("/proc/config.gz"), CompressionMode.Decompress);
                using var reader = new StreamReader(packed);
                return reader.ReadToEnd();
            }

            return File.ReadAllText("/boot/config-" + File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
