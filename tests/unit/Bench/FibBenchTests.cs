using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using NUnit.Framework;
using Router.Bench.Common;
using Router.Bench.Fib;
using Router.Bench.Fib.Running;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Whole small runs: what is printed, what is counted, and that a wrong structure does not get away.</summary>
public sealed class FibBenchTests
{
    private const string Routes = "0.0.0.0/0 a\n192.0.2.0/24 b\n192.0.2.128/25 c\n192.0.2.200/32 a\n";

    private static readonly FibOptions s_small = new()
    {
        Contestants = false,
        Launches = 2,
        Samples = 1,
        Queries = 1000,
        Updates = 500,
    };

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private string _folder = string.Empty;

    [SetUp]
    public void Begin()
    {
        _folder = Directory.CreateTempSubdirectory("router-bench-test-").FullName;
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
    }

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// Two launches of three structures: four streams of 1,000 each, and 1,000 after the updates. What the reader
    /// checked comes on top.
    /// </summary>
    [Test]
    public void Every_structure_of_ours_answers_rightly()
    {
        Assert.That(Run(s_small with { Tables = [Write(Routes)], Json = true }, Structures.Make), Is.Zero);
        using var report = JsonDocument.Parse(_output.ToString());
        JsonElement root = report.RootElement;
        JsonElement table = root.GetProperty("tables")[0];
        JsonElement[] contestants = [.. table.GetProperty("contestants").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("wrong").GetInt64(), Is.Zero);
            Assert.That(root.GetProperty("checked").GetInt64(), Is.GreaterThanOrEqualTo(2 * 3 * 5 * 1000));
            Assert.That(root.GetProperty("launches").GetInt32(), Is.EqualTo(2));
            Assert.That(root.GetProperty("machine").GetProperty("cpu").GetString(), Is.Not.Empty);
            Assert.That(root.GetProperty("missing").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(table.GetProperty("prefixes").GetInt32(), Is.EqualTo(4));
            Assert.That(table.GetProperty("family").GetInt32(), Is.EqualTo(4));
            Assert.That(table.GetProperty("hops").GetInt32(), Is.EqualTo(3));

            // a, then b in 192.0.2.0/25, c, a, c, a again.
            Assert.That(table.GetProperty("runs").GetInt32(), Is.EqualTo(6));
            Assert.That(contestants.Select(contestant => contestant.GetProperty("name").GetString()),
                Is.EqualTo(["fronted", "slice", "micro", "trie"]));
        });
        foreach (JsonElement contestant in contestants)
        {
            JsonElement[] streams = [.. contestant.GetProperty("streams").EnumerateArray()];
            Assert.That(streams.Select(stream => stream.GetProperty("name").GetString()),
                Is.EqualTo(["rand", "hit", "zipf", "chain"]));
            Assert.That(streams.Select(stream => stream.GetProperty("rate").GetProperty("median").GetDouble()),
                Is.All.Positive);
            Assert.That(streams.Select(stream => stream.GetProperty("rate").GetProperty("count").GetInt32()),
                Is.All.EqualTo(2), "a sample in each launch");
            Assert.That(contestant.GetProperty("updates").GetProperty("median").GetDouble(), Is.Positive);
        }

        Assert.That(_errors.ToString().TrimEnd().Split('\n')[^1], Does.Match("^[0-9]+ lookups checked, 0 wrong$"));
    }

    /// <summary>The structure for IPv6 alone takes part; its address lies under a /48 that is longer than a /32.
    /// </summary>
    [Test]
    public void Ipv6_by_the_table()
    {
        string table = Write("2001:db8::/32 a\n2001:db8:1::/48 b\n2001:db8:1:2::/64 a\n2001:db8:1:2::1/128 c\n");
        Assert.That(Run(s_small with { Tables = [table], Json = true }, Structures.Make), Is.Zero, _errors.ToString());
        using var report = JsonDocument.Parse(_output.ToString());
        JsonElement root = report.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("tables")[0].GetProperty("family").GetInt32(), Is.EqualTo(6));
            Assert.That(root.GetProperty("tables")[0].GetProperty("contestants").EnumerateArray()
                .Select(contestant => contestant.GetProperty("name").GetString()), Is.EqualTo(["tree"]));
            Assert.That(root.GetProperty("checked").GetInt64(), Is.GreaterThanOrEqualTo(2 * 5 * 1000));
        });
    }

    [Test]
    public void The_last_line_counts()
    {
        Run(s_small with { Tables = [Write(Routes)], Structures = ["trie"], Updates = 0 }, Structures.Make);
        Assert.That(_output.ToString(), Does.EndWith("\n8000 lookups checked, 0 wrong\n"), "2 launches of 4 streams");
    }

    /// <summary>One wrong answer in one of a million is told, and fails the run.</summary>
    [Test]
    public void A_wrong_structure_is_found()
    {
        // Of all addresses of the /32 there is one; streams of hits ask for it.
        int code = Run(
            s_small with { Tables = [Write(Routes)], Structures = ["trie"], Updates = 0 },
            name => new FaultyStructure(Structures.Make(name), Ipv4Address.Parse("192.0.2.200").Value));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(_output.ToString(), Does.Contain("WRONG    trie: ")
            .And.Contain("192.0.2.200: 1001 instead of 1"));
        Assert.That(_output.ToString().TrimEnd().Split('\n')[^1],
            Does.Match("^[0-9]+ lookups checked, [1-9][0-9]* wrong$"));
    }

    [Test]
    public void A_structure_that_is_wrong_only_while_it_changes_is_found()
    {
        int code = Run(
            s_small with
            {
                Tables = [Write(Routes)],
                Structures = ["trie"],
                Streams = ["hit"],
                Updates = 400_000,
                Launches = 1,
            },
            name => new FaultyStructure(Structures.Make(name), Ipv4Address.Parse("192.0.2.200").Value)
            {
                UntilUpdate = 400_000,
            });
        Assert.That(code, Is.EqualTo(1));
        Assert.That(_output.ToString(), Does.Contain("first during updates 192.0.2.200: "));
    }

    [Test]
    public void A_bad_file_ends_with_2_and_nothing_is_run()
    {
        string good = Write(Routes);
        string bad = Path.Combine(_folder, "bad");
        File.WriteAllText(bad, "10.0.0.0/8 a\n10.0.0.1/8 b\n");
        var runner = new InProcessRunner(Structures.Make);
        int code = new FibBench(runner, _output, _errors, new ProgressLine(null))
            .Run(s_small with { Tables = [good, bad] }, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(runner.Launched, Is.Empty);
            Assert.That(_errors.ToString(), Does.StartWith($"{bad}:2: "));
            Assert.That(_output.ToString(), Is.Empty);
        });
    }

    [Test]
    public void Contestants_take_turns_and_each_starts_once_before_the_others()
    {
        var runner = new InProcessRunner(Structures.Make);
        new FibBench(runner, _output, _errors, new ProgressLine(null)).Run(
            s_small with
            {
                Board = true,
                NextHops = 4,
                Launches = 3,
                Streams = ["hit"],
                Queries = 100,
                Updates = 0,
            },
            CancellationToken.None);
        Assert.That(runner.Launched, Is.EqualTo(
            [
                "fronted", "slice", "micro", "trie", "slice", "micro", "trie", "fronted", "micro", "trie", "fronted",
                "slice",
            ]));
    }

    [Test]
    public void Files_of_a_run_are_gone_when_it_ends_by_a_cancellation()
    {
        string[] before = Scratches();
        using var source = new CancellationTokenSource();
        var runner = new InProcessRunner(name =>
        {
            source.Cancel();
            return Structures.Make(name);
        });
        Assert.That(
            () => new FibBench(new CancellingRunner(runner), _output, _errors, new ProgressLine(null))
                .Run(s_small with { Board = true, NextHops = 4, Updates = 0 }, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(runner.Launched, Has.Count.EqualTo(1));
        Assert.That(Scratches(), Is.SubsetOf(before));
    }

    private static string[] Scratches() => Directory.GetDirectories(Path.GetTempPath(), "router-bench-??????");

    private int Run(FibOptions options, Func<string, ILookupStructure<Ipv4Address>> make) =>
        new FibBench(new InProcessRunner(make), _output, _errors, new ProgressLine(null))
            .Run(options, CancellationToken.None);

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "table.txt");
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class CancellingRunner(InProcessRunner inner) : IContestantRunner
    {
        public System.Collections.Generic.IReadOnlyList<string> Run(
            Contestant contestant, CancellationToken cancelled)
        {
            cancelled.ThrowIfCancellationRequested();
            return inner.Run(contestant, cancelled);
        }
    }
}
