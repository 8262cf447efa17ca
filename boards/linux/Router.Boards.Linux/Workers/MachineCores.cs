using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Hal.Linux;

namespace Router.Boards.Linux.Workers;

/// <summary>Whether this machine has the cores that workers are to run on.</summary>
internal static class MachineCores
{
    /// <summary>Why the workers cannot start, with the remedy; null when they can.</summary>
    public static string? ErrorOf(RunFile file)
    {
        IReadOnlyList<int> allowed = ThreadScheduling.AllowedCores();
        int[] missing = file.Cores.Where(core => !allowed.Contains(core)).ToArray();
        return missing.Length == 0
            ? null
            : FormattableString.Invariant(
                $"cores: a worker cannot run on core {missing[0]}: this process may use {string.Join(", ", allowed)}; ")
                + "name some of those, or leave 'cores' out";
    }

    /// <summary>What works, but not as it seems to be meant.</summary>
    public static IReadOnlyList<string> WarningsOf(RunFile file)
    {
        int cores = ThreadScheduling.AllowedCores().Count;
        return file.Workers > cores
            ? [FormattableString.Invariant(
                $"{file.Workers} workers share {cores} {(cores == 1 ? "core" : "cores")} and wait for each other: ")
                + FormattableString.Invariant($"workers: {cores} forward as much, or fewer where other work runs too")]
            : [];
    }
}
