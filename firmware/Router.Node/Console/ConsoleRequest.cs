using System.Collections.Generic;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>What was typed after the words that named the command.</summary>
/// <param name="Arguments">The remaining words.</param>
/// <param name="Json">The operator asked for JSON: <c>-o json</c>, <c>-j</c> or a trailing <c>json</c>.</param>
/// <param name="Now">The time of asking.</param>
public sealed record ConsoleRequest(IReadOnlyList<string> Arguments, bool Json, Instant Now);
