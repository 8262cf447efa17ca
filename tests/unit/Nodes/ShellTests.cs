using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>How a line finds its command.</summary>
public sealed class ShellTests
{
    private readonly List<string> _started = [];
    private ConsoleShell _shell = null!;

    [SetUp]
    public void MakeShell()
    {
        _started.Clear();
        string[] words =
            ["ip route", "ip neigh", "show ip route", "show bgp summary", "show bgp routes", "ping", "ping6 all",
                "route"];
        _shell = new ConsoleShell(words.Select(path =>
            new ConsoleCommand(path, path + " ARGS", "what " + path, request =>
        {
            _started.Add($"{path}({string.Join(',', request.Arguments)}){(request.Json ? " json" : string.Empty)}");
            return ConsoleJob.Finished("did " + path, 7);
        })));
    }

    [TestCase("show ip route", "show ip route()")]
    [TestCase("  sh   ip ro 10.0.0.1 ", "show ip route(10.0.0.1)")]
    [TestCase("sh b s", "show bgp summary()")]
    [TestCase("ip r", "ip route()")]
    [TestCase("ping 10.0.0.1 -c 4", "ping(10.0.0.1,-c,4)", Description = "an exact word beats a longer one")]
    [TestCase("pin 10.0.0.1", "ping(10.0.0.1)")]
    [TestCase("ping6 all", "ping6 all()")]
    [TestCase("route -n", "route(-n)")]
    [TestCase("show bgp routes -o json", "show bgp routes() json")]
    [TestCase("-o json show bgp routes", "show bgp routes() json")]
    [TestCase("show bgp routes json", "show bgp routes() json")]
    [TestCase("show bgp routes -j", "show bgp routes() json")]
    [TestCase("ping 10.0.0.1 -o text", "ping(10.0.0.1)")]
    public void Starts_the_command_that_is_meant(string line, string started)
    {
        Assert.That(Run(line), Is.EqualTo((7, "did " + started.Split('(')[0] + "\n")));
        Assert.That(_started, Is.EqualTo(new[] { started }));
    }

    [Test]
    public void An_ambiguous_line_names_what_it_could_mean_and_starts_nothing()
    {
        Assert.That(Run("sh bgp"), Is.EqualTo(
            (2, "unknown command: sh bgp\n  show ip route ARGS\n  show bgp summary ARGS\n  show bgp routes ARGS\n")));
        MakeShell("show bgp summary", "show bgp supper");
        Assert.That(Run("sh b su"), Is.EqualTo((2, "ambiguous: show bgp summary, show bgp supper\n")));
        Assert.That(_started, Is.Empty);
    }

    [Test]
    public void An_unknown_word_points_to_help()
    {
        Assert.That(Run("reboot now"), Is.EqualTo((2, "unknown command: reboot now\n'help' lists the commands\n")));
        Assert.That(Run("ip xyzzy"), Is.EqualTo((2, "unknown command: ip xyzzy\n  ip route ARGS\n  ip neigh ARGS\n")));
    }

    [TestCase("ping -o", "")]
    [TestCase("ping -o yaml", "yaml")]
    public void Another_format_is_refused(string line, string format) =>
        Assert.That(Run(line), Is.EqualTo((2, $"-o takes json or text, not '{format}'\n")));

    [Test]
    public void An_empty_line_does_nothing() => Assert.That(Run(" \t "), Is.EqualTo((0, string.Empty)));

    [TestCase("help")]
    [TestCase("?")]
    [TestCase("he")]
    public void Help_lists_every_command_sorted(string line)
    {
        (int exitCode, string text) = Run(line);
        Assert.That(exitCode, Is.Zero);
        string[] usages = text.Split('\n').Skip(1).TakeWhile(row => row.Length > 0)
            .Select(row => row.Split("  ")[0]).ToArray();
        Assert.That(usages, Has.Length.EqualTo(9));
        Assert.That(usages, Is.Ordered.Using((IComparer<string>)System.StringComparer.Ordinal));
    }

    private void MakeShell(params string[] words) => _shell = new ConsoleShell(words.Select(
        path => new ConsoleCommand(path, path, path, _ => ConsoleJob.Finished(path))));

    private (int ExitCode, string Text) Run(string line)
    {
        var text = new StringBuilder();
        ConsoleJob job = _shell.Execute(line, Instant.Zero);
        Assert.That(job.Poll(Instant.Zero, text));
        return (job.ExitCode, text.ToString());
    }
}
