using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>docs/rfcs.md answers, for each RFC that the code cites, how much of it is there.</summary>
public sealed partial class RfcListTests
{
    [GeneratedRegex(@"\bRFC (\d{1,5})\b")]
    private static partial Regex Citation { get; }

    [Test]
    public void Each_cited_rfc_is_listed()
    {
        string[] cited =
        [
            .. from file in SourceTree.Files("firmware", ".cs").Concat(SourceTree.Files("hal", ".cs"))
               from Match match in Citation.Matches(SourceTree.Read(file))
               select match.Value,
        ];
        Assert.That(cited, Is.Not.Empty);
        Assert.That(
            cited.Distinct().Order(),
            Is.SubsetOf(Citation.Matches(SourceTree.Read("docs/rfcs.md")).Select(match => match.Value).Distinct()));
    }
}
