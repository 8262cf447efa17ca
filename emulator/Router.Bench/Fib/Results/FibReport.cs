using System.Collections.Generic;
using Router.Bench.Common;

namespace Router.Bench.Fib.Results;

/// <summary>A whole run of <c>router bench fib</c>: what <c>--json</c> prints.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Seed">What all that is random came from.</param>
/// <param name="Launches">Processes of each contestant.</param>
/// <param name="Samples">Samples of each stream in each of them.</param>
/// <param name="Missing">Contestants that were left out, with the remedy; null: none.</param>
/// <param name="Tables">In the order they were asked for.</param>
/// <param name="Checked">Lookups held against the right answers.</param>
/// <param name="Wrong">How many were wrong.</param>
public sealed record FibReport(
    Machine Machine,
    ulong Seed,
    int Launches,
    int Samples,
    string? Missing,
    IReadOnlyList<TableResult> Tables,
    long Checked,
    long Wrong);
