using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>The habits that a machine can check: sizes, widths, leftovers.</summary>
public sealed partial class FileShapeTests
{
    private static readonly string[] s_text =
    [
        ".cs", ".csproj", ".props", ".targets", ".sh", ".md", ".yaml", ".yml", ".json", ".sln", "/router", "/test",
        "/run", "/build-router", "/build-firmware", "/build-guest", "/fetch-peers", "/in-namespace",
    ];

    [Test]
    public void Files_are_small()
    {
        (string File, int Lines)[] sizes =
        [
            .. SourceTree.Files(string.Empty, ".cs").Select(file => (file, SourceTree.Lines(file).Length))
                .OrderBy(entry => entry.Length),
        ];
        Assert.Multiple(() =>
        {
            Assert.That(sizes.Where(entry => entry.Lines > 1000), Is.Empty);
            Assert.That(sizes[sizes.Length / 2].Lines, Is.LessThanOrEqualTo(150), "median");
            Assert.That(
                sizes.Where(entry => entry.Lines > 500).ToArray(), Has.Length.LessThanOrEqualTo(sizes.Length / 10));
        });
    }

    [Test]
    public void Lines_are_at_most_120_columns() =>
        AssertNone(
            "longer than 120 columns",
            from file in SourceTree.Files(string.Empty, ".cs")
            from line in SourceTree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > 120
            select $"{file}:{line.Number}");

    // Written so that the pattern does not find itself.
    [GeneratedRegex(@"/wor[k]/|/hom[e]/[a-z]|/roo[t]/\w|/User[s]/[A-Za-z]|[A-Z]:\\User[s]")]
    private static partial Regex MachinePath { get; }

    [GeneratedRegex(@"\b(TOD[O]|FIXM[E]|HAC[K])\b(?!.*#\d)|^\s*#regio[n]")]
    private static partial Regex Leftover { get; }

    [Test]
    public void No_path_of_one_machine_is_named() => AssertAbsent(MachinePath);

    [Test]
    public void No_leftover_without_an_issue() => AssertAbsent(Leftover);

    [Test]
    public void Each_project_opens_with_a_short_readme() =>
        AssertNone(
            "missing, or longer than 60 lines",
            from project in Project.All.Values
            let readme = project.Folder + "/README.md"
            where !SourceTree.Exists(readme) || SourceTree.Lines(readme).Length > 60
            select readme);

    private static void AssertAbsent(Regex pattern) =>
        AssertNone(
            pattern.ToString(),
            from file in SourceTree.Files(string.Empty, s_text)
            from line in SourceTree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where pattern.IsMatch(line.Text)
            select $"{file}:{line.Number}: {line.Text.Trim()[..Math.Min(80, line.Text.Trim().Length)]}");

    // NUnit shows the first ten of a list; who cleans up wants them all.
    private static void AssertNone(string what, IEnumerable<string> offences)
    {
        string[] all = [.. offences];
        Assert.That(all, Is.Empty, $"{what}:\n{string.Join('\n', all)}");
    }
}
