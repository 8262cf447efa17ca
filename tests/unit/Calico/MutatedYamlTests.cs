using System.IO;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Calico.Run;

namespace Router.Tests.Calico;

/// <summary>No text, however broken, makes the readers throw or hang; a refusal always says something.</summary>
[CancelAfter(120_000)]
public sealed class MutatedYamlTests
{
    private const string Letters = "-:{}[],'\"&*!|>%@#?~ \n\tab01./\\\0\u00e9\ufeff";

    private static readonly string s_run = File.ReadAllText(Cluster.DataPath("walkthrough/node02.yaml"));

    [Test]
    public void Mutated_files() => Gen.Select(Mutation, Mutation, Mutation).Sample((first, second, third) =>
    {
        string cluster = first.Apply(second.Apply(Cluster.WalkThroughText));
        Read(third.Apply(s_run), cluster);
    }, iter: 1_500);

    [Test]
    public void Random_text() => Gen.Char[Letters].Array[0, 120].Sample(letters =>
    {
        string text = new(letters);
        Read(text, text);
        Read(s_run, text);
    }, iter: 3_000);

    private static Gen<Mutation> Mutation { get; } = Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 30],
        Gen.Char[Letters].Array[0, 6], (at, drop, put) => new Mutation(at, drop, new string(put)));

    private static void Read(string run, string cluster)
    {
        RunConfiguration? read = RunFileTests.Load(run, out var report, cluster);
        if (read is null != report.HasErrors)
        {
            throw new AssertionException("a refusal without a reason, or a start with errors: "
                + string.Join('\n', report.Errors.Select(e => e.ToString())));
        }

        // A mistake in a file has a line there; only an empty and a missing file have none.
        if (report.Errors.FirstOrDefault(e => e.Line < 1 && e.Message != "the file is empty"
            && !e.Message.StartsWith("cannot be read", System.StringComparison.Ordinal)) is { } nowhere)
        {
            throw new AssertionException("an error without a place: " + nowhere);
        }
    }
}

/// <summary>Some letters of a text taken out and others put in their place.</summary>
internal sealed record Mutation(int At, int Drop, string Put)
{
    public string Apply(string text)
    {
        int at = At % (text.Length + 1);
        return text[..at] + Put + text[System.Math.Min(text.Length, at + Drop)..];
    }
}
