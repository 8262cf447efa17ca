using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A prefix that a speaker announces, and what it says of it.</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Communities">
/// <c>65000:1</c>, <c>rt:65000:1</c> (extended), <c>65000:1:2</c> (large); the well-known ones as numbers.
/// </param>
internal sealed record Announcement(string Prefix, params IReadOnlyList<string> Communities)
{
    public bool IsV6 => Prefix.Contains(':', System.StringComparison.Ordinal);

    public IEnumerable<string> Standard =>
        Communities.Where(static text => text.Split(':') is { Length: 2 });

    /// <summary>Route targets, without the <c>rt:</c>.</summary>
    public IEnumerable<string> Targets => Communities
        .Where(static text => text.StartsWith("rt:", System.StringComparison.Ordinal))
        .Select(static text => text[3..]);

    public IEnumerable<string> Large =>
        Communities.Where(static text => text.Split(':') is { Length: 3 } parts && parts[0] != "rt");
}
