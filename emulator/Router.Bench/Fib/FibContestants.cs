using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Bench.Common;
using Router.Bench.Fib.Running;
using Router.Bench.Fib.Tables;

namespace Router.Bench.Fib;

/// <summary>Who takes part: our structures, and the contestants in C as far as they are built.</summary>
internal sealed class FibContestants
{
    private static readonly (string Name, string Program, string Form, bool V6, bool Updates)[] s_rivals =
    [
        // The two forms of rte_fib differ in lookups alone: updates are timed once.
        (Bars.Scalar, "fib_dpdk", "scalar", true, true),
        (Bars.Vector, "fib_dpdk", "avx512", true, false),
        (Bars.Poptrie, "fib_poptrie", "poptrie", false, false),
    ];

    private readonly FibOptions _options;
    private readonly BenchCores _cores;

    public FibContestants(FibOptions options, BenchCores cores)
    {
        _options = options;
        _cores = cores;
        string[] missing =
        [
            .. s_rivals.Where(rival => Programs.Native(rival.Program) is null).Select(rival => rival.Name),
        ];
        Missing = options.Contestants && missing.Length > 0
            ? $"{string.Join(", ", missing)}: {Programs.Remedy}"
            : null;
    }

    /// <summary>What is left out though it was asked for, with the remedy; null: nothing.</summary>
    public string? Missing { get; }

    public bool IsOurs(Contestant contestant) => _options.Structures.Contains(contestant.Name);

    public IReadOnlyList<Contestant> For(RouteSet routes, Scratch scratch)
    {
        var contestants = new List<Contestant>();
        foreach (string structure in _options.Structures.Intersect(Structures.Of(routes.V6)))
        {
            contestants.Add(Programs.Self(
                structure, ["bench", FibWorker.Verb, .. Arguments(structure, scratch, updates: true)]));
        }

        foreach ((string name, string program, string form, bool v6, bool updates) in s_rivals)
        {
            if (_options.Contestants && (v6 || !routes.V6) && Programs.Native(program) is { } file
                && (form != "avx512" || MachineReader.HasFlag("avx512f")))
            {
                contestants.Add(new Contestant(name, file, [.. Arguments(form, scratch, updates)]));
            }
        }

        return contestants;
    }

    private string[] Arguments(string name, Scratch scratch, bool updates) =>
    [
        name,
        scratch.Folder,
        Text(_cores.Measured),
        Text(_cores.Other),
        Text(_options.Samples),
        string.Join(',', updates && _options.Updates > 0 ? _options.Streams.Append(Bars.Updates) : _options.Streams),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
