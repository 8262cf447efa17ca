using System.Collections.Generic;
using Router.Bench.Fib.Streams;

namespace Router.Bench.Fib;

/// <summary>What <c>router bench fib</c> was asked for.</summary>
public sealed record FibOptions
{
    /// <summary>Files of routes; none, and no built-in table asked for: the synthetic one.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    public bool Calico { get; init; }

    public bool Board { get; init; }

    /// <summary>Next hops to give out; null: labels are next hops.</summary>
    public int? NextHops { get; init; }

    /// <summary>Prefixes of one origin share a next hop; false: each draws its own.</summary>
    public bool Correlated { get; init; }

    public ulong Seed { get; init; } = 1;

    public IReadOnlyList<string> Streams { get; init; } = StreamMaker.Names;

    public IReadOnlyList<string> Structures { get; init; } = Running.Structures.Names;

    public bool Contestants { get; init; } = true;

    /// <summary>Processes of each contestant.</summary>
    public int Launches { get; init; } = 9;

    /// <summary>Measurements of each stream in each process.</summary>
    public int Samples { get; init; } = 3;

    /// <summary>Addresses in each stream.</summary>
    public int Queries { get; init; } = 1 << 20;

    /// <summary>Updates in the burst; 0 leaves it out.</summary>
    public int Updates { get; init; } = 100_000;

    /// <summary>The core to measure on; null: the last one.</summary>
    public int? Core { get; init; }

    public bool Json { get; init; }
}
