using System.Collections.Generic;

namespace Router.Lab.Checks;

/// <summary>
/// The results of one lab, with what repeats them: the seed, and the digest that must come out again.
/// </summary>
public sealed record CheckSuite(string Lab, ulong Seed, string Digest, IReadOnlyList<CheckResult> Results);
