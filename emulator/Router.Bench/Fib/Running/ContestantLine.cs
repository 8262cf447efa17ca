using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Router.Bench.Fib.Running;

/// <summary>What contestants print, ours and those in C: one object a line.</summary>
public sealed record ContestantLine
{
    /// <summary><c>build</c>, <c>stream</c> or <c>updates</c>.</summary>
    [JsonRequired]
    public string Kind { get; init; } = string.Empty;

    /// <summary>Build: processor time in milliseconds.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Build: octets that lookups can touch.</summary>
    public long Touched { get; init; }

    /// <summary>Build: octets of the whole forwarding table.</summary>
    public long Fib { get; init; }

    /// <summary>Build: octets of the routes beside it.</summary>
    public long Rib { get; init; }

    /// <summary>Stream: its name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Stream: millions of lookups a second of processor time, one number a sample.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [];

    /// <summary>Updates: millions a second of the writer's processor time.</summary>
    public double Rate { get; init; }


    public long Checked { get; init; }

    public long Wrong { get; init; }

    /// <summary>The first wrong answer, in words.</summary>
    public string? FirstWrong { get; init; }
}
