using System.Collections.Generic;

namespace Router.Lab.Checks;

/// <summary>
/// The results of one lab, with what repeats them: the seed, and the digest that must come out again.
/// </summary>
public sealed record CheckSuite(string Lab, ulong Seed, string Digest, IReadOnlyList<CheckResult> Results)
{
    /// <summary>What every run must keep besides the file's checks: a name, and what was wrong or null.</summary>
    public IReadOnlyList<(string Name, string? Failure)> Invariants { get; init; } = [];
}
