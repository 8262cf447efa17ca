using System.Collections.Generic;

namespace Router.Bench.Bgp;

/// <summary>What <c>router bench bgp</c> runs.</summary>
public sealed record BgpOptions
{
    /// <summary>The names of all scenarios, in the order of a run.</summary>
    public static IReadOnlyList<string> AllScenarios { get; } = [Small, Large, Shared, Mesh];

    public const string Small = "100k";
    public const string Large = "1m";
    public const string Shared = "10x100k";
    public const string Mesh = "mesh";

    public IReadOnlyList<string> Scenarios { get; init; } = AllScenarios;

    /// <summary>Instead of the scenarios: one peer with so many prefixes.</summary>
    public int? Prefixes { get; init; }

    /// <summary>Starts of each daemon in each scenario, in turns.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>Sessions of the mesh.</summary>
    public int MeshSessions { get; init; } = 1000;

    /// <summary>How long a mesh is watched at rest.</summary>
    public double RestSeconds { get; init; } = 30;

    /// <summary>Ours alone: for a look with a profiler.</summary>
    public bool WithoutBird { get; init; }

    /// <summary>Another file of the <c>router</c> command to race with; null: this very program.</summary>
    public string? Router { get; init; }

    public int? Core { get; init; }

    public bool Json { get; init; }
}
