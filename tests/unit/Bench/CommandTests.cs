using System.Text.Json;
using NUnit.Framework;

namespace Router.Tests.Bench;

/// <summary><c>router bench fib</c> as a user runs it: contestants are processes.</summary>
public sealed class CommandTests
{
    private readonly Cli.Cli _cli = new();

    [OneTimeTearDown]
    public void End() => _cli.Dispose();

    [Test]
    public void A_run_ends_with_what_it_checked()
    {
        string table = _cli.Write("table.txt", "10.0.0.0/8 a\n10.1.0.0/16 b\n");
        (int code, string output, string error) = _cli.Run(
            "bench", "fib", table, "--launches", "1", "--streams", "hit", "--structures", "slice", "--updates", "1000",
            "--no-contestants");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.StartWith("machine  "));
        Assert.That(output.TrimEnd().Split('\n')[^1], Does.Match("^[0-9]{7,} lookups checked, 0 wrong$"));
    }

    [Test]
    public void Json_is_all_of_standard_output()
    {
        (int code, string output, string error) = _cli.Run(
            "bench", "fib", "--board", "--launches", "1", "--streams", "rand", "--structures", "slice",
            "--updates", "0", "--no-contestants", "--json");
        Assert.That(code, Is.Zero, error);
        using var report = JsonDocument.Parse(output);
        Assert.That(report.RootElement.GetProperty("checked").GetInt64(), Is.EqualTo(1 << 20));
    }

    [Test]
    public void A_bad_line_is_told_with_its_place()
    {
        string table = _cli.Write("bad.txt", "10.0.0.0/8 a\n10.0.0.0/40 b\n");
        (int code, string output, string error) = _cli.Run("bench", "fib", table);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Is.EqualTo($"{table}:2: expected a length from 0 to 32 after the slash, not '40'\n"));
        Assert.That(output, Is.Empty);
    }

    [TestCase("--streams", "hit,rnd", "--streams expects some of rand,hit,zipf,chain")]
    [TestCase("--structures", "c16", "--structures expects some of fronted,slice,micro,trie,tree")]
    [TestCase("--launches", "0", "--launches expects a number from 1 to 1000, not 0")]
    [TestCase("--model", "random", "random")]
    public void A_wrong_option_is_refused(string option, string value, string expected)
    {
        (int code, _, string error) = _cli.Run("bench", "fib", option, value);
        Assert.That(code, Is.Not.Zero);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public void Help_names_all_options()
    {
        string help = _cli.Run("bench", "fib", "--help").Output;
        Assert.That(help, Does.Contain("--next-hops").And.Contain("--model").And.Contain("--json")
            .And.Contain("--calico").And.Not.Contain("fib-worker"));
    }
}
