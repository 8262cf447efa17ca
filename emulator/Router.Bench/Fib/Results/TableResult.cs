using System.Collections.Generic;

namespace Router.Bench.Fib.Results;

/// <summary>One table, all contestants.</summary>
/// <param name="Name">The file, or the built-in table.</param>
/// <param name="Family">4 or 6.</param>
/// <param name="Prefixes">How many.</param>
/// <param name="Hops">Next hops.</param>
/// <param name="Model">Where they come from.</param>
/// <param name="Runs">Runs of equal next hops over all addresses.</param>
/// <param name="Notes">What the reader should know of the table.</param>
/// <param name="Contestants">Ours first.</param>
/// <param name="Bars">Those that this kind of table has.</param>
public sealed record TableResult(
    string Name,
    int Family,
    int Prefixes,
    int Hops,
    string Model,
    int Runs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<ContestantResult> Contestants,
    IReadOnlyList<BarResult> Bars);
