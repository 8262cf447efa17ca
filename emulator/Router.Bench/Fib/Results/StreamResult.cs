using Router.Bench.Common;

namespace Router.Bench.Fib.Results;

/// <summary>One stream on one contestant.</summary>
/// <param name="Name">The stream.</param>
/// <param name="Rate">Millions of lookups a second.</param>
public sealed record StreamResult(string Name, Quantiles Rate);
