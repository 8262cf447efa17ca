using System;
using System.Diagnostics;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp.Policy;

/// <summary>
/// AS-path expressions. Expectations: what the field's routers document for the form, and for random ones .NET's
/// regular expressions over a letter for each number.
/// </summary>
public sealed class AsPathPatternTests
{
    [TestCase("_65001_", "65001", true)]
    [TestCase("_65001_", "1 65001 2", true)]
    [TestCase("_65001_", "165001", false)]
    [TestCase("_65001_", "", false)]
    [TestCase("^65001$", "65001", true)]
    [TestCase("^65001$", "65001 65001", false)]
    [TestCase("^65001_", "65001 2 3", true)]
    [TestCase("^65001_", "2 65001", false)]
    [TestCase("_65001$", "2 65001", true)]
    [TestCase("_65001$", "65001 2", false)]
    [TestCase("^$", "", true)]
    [TestCase("^$", "1", false)]
    [TestCase(".*", "", true)]
    [TestCase("^.*$", "1 2 3", true)]
    [TestCase("^[0-9]+$", "4200000001", true)]
    [TestCase("^[0-9]+$", "1 2", false)]
    [TestCase("^[0-9]+_[0-9]+$", "1 2", true)]
    [TestCase("^65001(_65001)*$", "65001 65001 65001", true)]
    [TestCase("^65001(_65001)*$", "65001 65001 65002", false)]
    [TestCase("^(1|2)+ 3$", "1 2 1 3", true)]
    [TestCase("^(1|2)+ 3$", "3", false)]
    [TestCase("^1 2? 3$", "1 3", true)]
    [TestCase("_[64512-65534]_", "1 65000 2", true)]
    [TestCase("_[64512-65534]_", "1 65535 2", false)]
    [TestCase("^[1,5-7]$", "6", true)]
    [TestCase("^[1,5-7]$", "4", false)]
    [TestCase("^1_2$", "1 {2,3}", true)]
    [TestCase("_3_", "1 {2,3}", true)]
    [TestCase("_4_", "1 {2,3}", false)]
    [TestCase("^1..$", "1 {2,3} 4", true)]
    [TestCase("1 2|3 4", "9 3 4", true)]
    public void Forms_of_the_field(string pattern, string path, bool expected)
    {
        byte[] octets = PathMaker.AsPath(path);
        Assert.That(AsPathPattern.Parse(pattern).Matches(octets, new BgpRange(0, octets.Length)),
            Is.EqualTo(expected));
    }

    [Test]
    public void Random_expressions_agree_with_another_engine()
    {
        Random random = new(4);
        for (int round = 0; round < 1000; round++)
        {
            string inner = Expression(random, depth: 0);
            if (inner.Count(c => c is '.' or (>= '1' and <= '4')) > AsPathPattern.MaxAtoms)
            {
                continue;
            }

            string text = (random.Next(3) == 0 ? "^" : "") + inner + (random.Next(3) == 0 ? "$" : "");

            // One letter for one AS, so that the reference has nothing to say about boundaries.
            Regex reference = new(Regex.Replace(text, "[1-4]", m => ((char)('a' + m.Value[0] - '1')).ToString())
                .Replace("$", "\\z").Replace(" ", ""),
                RegexOptions.NonBacktracking);
            for (int i = 0; i < 10; i++)
            {
                int[] path = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(1, 5)).ToArray();
                string letters = string.Concat(path.Select(n => (char)('a' + n - 1)));
                byte[] octets = PathMaker.AsPath(string.Join(" ", path));
                Assert.That(AsPathPattern.Parse(text).Matches(octets, new BgpRange(0, octets.Length)),
                    Is.EqualTo(reference.IsMatch(letters)), $"'{text}' on '{string.Join(" ", path)}'");
            }
        }
    }

    [Test]
    public void The_worst_expression_on_the_longest_path_takes_no_time_and_no_memory()
    {
        // A backtracking engine would try 2^30 ways; RFC 8654 lets a path hold some 16,000 numbers.
        AsPathPattern pattern = AsPathPattern.Parse("^" + string.Concat(Enumerable.Repeat("(.|1)*", 30)) + " 2$");
        byte[] octets = PathMaker.AsPath(string.Join(" ", Enumerable.Repeat("1", 255)));
        byte[] path = Enumerable.Repeat(octets, 63).SelectMany(o => o).ToArray();
        Stopwatch watch = Stopwatch.StartNew();
        Assert.That(pattern.Matches(path, new BgpRange(0, path.Length)), Is.False);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(Allocation.Of(() => pattern.Matches(octets, new BgpRange(0, octets.Length))), Is.Zero);
    }

    [TestCase("65001)", "')' is not expected (character 6")]
    [TestCase("(65001", "')' is missing")]
    [TestCase("65001^", "'^' is not an AS number")]
    [TestCase("6$5", "'5' is not expected (character 3")]
    [TestCase("*", "'*' is not an AS number")]
    [TestCase("[]", "'[]' is empty")]
    [TestCase("[7-5]", "from a lower to a higher")]
    [TestCase("4294967296", "is not an AS number")]
    [TestCase("abc", "'a' is not an AS number")]
    public void Mistakes_are_named_with_their_place(string text, string error)
    {
        Assert.That(AsPathPattern.TryParse(text, out _, out string? found), Is.False);
        Assert.That(found, Does.Contain(error));
    }

    [Test]
    public void Size_and_depth_are_bounded()
    {
        Assert.That(AsPathPattern.TryParse(string.Join(" ", Enumerable.Range(1, 63)), out _, out string? error),
            Is.False);
        Assert.That(error, Does.Contain("at most 62"));
        Assert.That(AsPathPattern.TryParse(new string('(', 500) + "1" + new string(')', 500), out _, out error),
            Is.False);
        Assert.That(error, Does.Contain("32 deep"));
        Assert.That(AsPathPattern.TryParse(string.Join(" ", Enumerable.Range(1, 62)), out _, out _), Is.True);
    }

    [Test]
    public void A_start_is_made_of_numbers()
    {
        AsPathPattern pattern = AsPathPattern.StartsWith([new Asn(65001), new Asn(65002)]);
        byte[] octets = PathMaker.AsPath("65001 65002 7");
        Assert.That(pattern.Matches(octets, new BgpRange(0, octets.Length)), Is.True);
        octets = PathMaker.AsPath("7 65001 65002");
        Assert.That(pattern.Matches(octets, new BgpRange(0, octets.Length)), Is.False);
    }

    private static string Expression(Random random, int depth)
    {
        string text = "";
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            string part = random.Next(depth < 2 ? 4 : 2) switch
            {
                0 => random.Next(1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture) + " ",
                1 => ".",
                2 => "(" + Expression(random, depth + 1) + ")",
                _ => "(" + Expression(random, depth + 1) + "|" + Expression(random, depth + 1) + ")",
            };
            string sign = new[] { "", "", "*", "+", "?" }[random.Next(5)];
            text += sign.Length > 0 ? part.Trim() + sign : part;
        }

        return text;
    }
}
