using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Router.Hal.Linux;

namespace Router.Bench.Common;

/// <summary>Gathers the facts from the kernel's files; what a machine does not tell is left out.</summary>
public static class MachineReader
{
    public static Machine Read(int core)
    {
        string[] cpu = Lines("/proc/cpuinfo");
        return new(
            Field(cpu, "model name") ?? Field(cpu, "Model") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            ThreadScheduling.AllowedCores().Count,
            core,
            Caches(core),
            Text($"/sys/devices/system/cpu/cpu{core}/cpufreq/scaling_governor"),
            double.TryParse(Field(cpu, "cpu MHz"), CultureInfo.InvariantCulture, out double mhz) ? mhz : null,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
            HasFlag("hypervisor"),
            $"{Text("/proc/sys/kernel/ostype") ?? "Linux"} {Text("/proc/sys/kernel/osrelease")}",
            Environment.Version.ToString(),
            !RuntimeFeature.IsDynamicCodeSupported,
            Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128);
    }

    /// <summary>
    /// A feature of the CPU by the kernel's name. The runtime is not asked: a native build knows only what it was
    /// compiled for.
    /// </summary>
    public static bool HasFlag(string flag) =>
        (Field(Lines("/proc/cpuinfo"), "flags") ?? string.Empty).Split(' ').Contains(flag);

    private static List<string> Caches(int core)
    {
        var caches = new List<string>();
        for (int i = 0; i < 8; i++)
        {
            string folder = $"/sys/devices/system/cpu/cpu{core}/cache/index{i}/";
            string? kind = Text(folder + "type");
            string? size = Text(folder + "size");
            if (kind is null || size is null || kind == "Instruction")
            {
                continue;
            }

            string letter = kind == "Data" ? "d" : string.Empty;
            caches.Add($"L{Text(folder + "level")}{letter} {size.Replace("K", " KiB", StringComparison.Ordinal)}");
        }

        return caches;
    }

    private static string? Field(string[] lines, string name)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(name))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Text(string path) => Lines(path) is [string first, ..] ? first.Trim() : null;
}
