using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>docs/rfcs.md answers, for each RFC that the code cites, how much of it is there.</summary>
public sealed partial class RfcListTests
{
    private static readonly string[] s_states = ["implemented", "partly", "read only", "not"];

    [GeneratedRegex(@"\bRFC (\d{1,5})\b")]
    private static partial Regex Citation { get; }

    [GeneratedRegex(@"^\| RFC (\d{1,5}) \| [^|]+ \| ([^|]+) \| [^|]+ \|$")]
    private static partial Regex Row { get; }

    private static Match[] Rows =>
        [.. SourceTree.Lines("docs/rfcs.md").Select(line => Row.Match(line)).Where(match => match.Success)];

    [Test]
    public void Each_cited_rfc_is_listed_and_each_listed_one_cited() =>
        Assert.That(Rows.Select(Number).Order(), Is.EqualTo(Cited(".cs", "README.md").Distinct().Order()));

    [Test]
    public void The_list_is_sorted_and_says_how_much_is_there()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                SourceTree.Lines("docs/rfcs.md").Count(line => line.StartsWith("| RFC ", StringComparison.Ordinal)),
                Is.EqualTo(Rows.Length + 1),
                "each line but the heading is a row of four cells");
            Assert.That(Rows.Select(Number), Is.Ordered.And.Unique);
            Assert.That(Rows.Select(row => row.Groups[2].Value).Distinct(), Is.SubsetOf(s_states));
        });
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, null);

    private static IEnumerable<int> Cited(params string[] endings) =>
        from file in SourceTree.Files("firmware", endings).Concat(SourceTree.Files("hal", endings))
        from Match match in Citation.Matches(SourceTree.Read(file))
        select Number(match);
}
