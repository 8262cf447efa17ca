using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;

namespace Router.Bench.Fib.Results;

/// <summary>All that one contestant showed on one table.</summary>
/// <param name="Name">As reports call it.</param>
/// <param name="Ours">A structure of this project.</param>
/// <param name="BuildMilliseconds">From sorted routes to a table that answers.</param>
/// <param name="Touched">Octets that lookups can touch; 0: not told.</param>
/// <param name="Fib">Octets of the forwarding table; 0: not told.</param>
/// <param name="Rib">Octets of the routes beside it; 0: none, or not told.</param>
/// <param name="Streams">In the order of the run.</param>
/// <param name="Updates">Millions a second with a reader running; null: not measured.</param>
/// <param name="Checked">Answers held against the right ones, over all launches.</param>
/// <param name="Wrong">How many of them were wrong.</param>
/// <param name="FirstWrong">The first of those, in words.</param>
public sealed record ContestantResult(
    string Name,
    bool Ours,
    Quantiles BuildMilliseconds,
    long Touched,
    long Fib,
    long Rib,
    IReadOnlyList<StreamResult> Streams,
    Quantiles? Updates,
    long Checked,
    long Wrong,
    string? FirstWrong)
{
    public Quantiles? RateOf(string stream) =>
        stream == Bars.Updates ? Updates : Streams.FirstOrDefault(result => result.Name == stream)?.Rate;
}
