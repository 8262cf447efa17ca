using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using Router.Fuzz;
using Router.Wire;

namespace Router.Tests.Fuzz;

/// <summary>Keeps the fuzz targets alive: each runs over its saved inputs, and no parser is without one.</summary>
public sealed class FuzzTargetTests
{
    private static IEnumerable<FuzzTarget> Targets => FuzzTargets.All;

    [TestCaseSource(nameof(Targets))]
    public void Saved_inputs(FuzzTarget target)
    {
        string[] files = Corpus(target);
        Assert.That(files, Is.Not.Empty, $"tests/fuzz/corpus/{target.Name} has no inputs");
        foreach (string file in files)
        {
            Assert.DoesNotThrow(() => target.Run(File.ReadAllBytes(file)), file);
        }
    }

    [TestCase("bgp-session")]
    [TestCase("bgp-update")]
    [TestCase("bgp-open")]
    [TestCase("bgp-stream")]
    public void Bad_inputs_as_seeds(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        byte[][] seeds = BadInputSeeds.Of(name).ToArray();
        Assert.That(seeds, Is.Not.Empty);
        foreach (byte[] seed in seeds)
        {
            Run(target, seed, "a bad input");
        }
    }

    [TestCaseSource(nameof(Targets))]
    public void Inputs_cut_at_every_octet(FuzzTarget target)
    {
        foreach (string file in Corpus(target))
        {
            byte[] octets = File.ReadAllBytes(file);
            for (int length = 0; length <= octets.Length; length++)
            {
                Run(target, octets.AsSpan(0, length), file);
            }
        }
    }

    [TestCaseSource(nameof(Targets))]
    public void Mutated_and_random_inputs(FuzzTarget target)
    {
        RandomStream random = new(20260407, "fuzz " + target.Name);
        byte[][] seeds = Corpus(target).Select(File.ReadAllBytes).ToArray();
        for (int round = 0; round < 4000; round++)
        {
            byte[] octets = round % 8 == 0
                ? new byte[random.NextBelow(200)]
                : (byte[])seeds[random.NextBelow((uint)seeds.Length)].Clone();
            uint edits = round % 8 == 0 ? (uint)octets.Length : 1 + random.NextBelow(5);
            for (uint i = 0; i < edits && octets.Length > 0; i++)
            {
                uint at = round % 8 == 0 ? i : random.NextBelow((uint)octets.Length);
                octets[at] = random.NextBelow(4) == 0 ? (byte)0xff : (byte)random.NextBelow(256);
            }

            Run(target, octets, "round " + round);
        }
    }

    [Test]
    public void Every_wire_parser_has_a_target()
    {
        HashSet<Type> covered = FuzzTargets.All.SelectMany(target => target.Parsers).ToHashSet();
        string[] missing = typeof(Prefix).Assembly.GetExportedTypes()
            .Where(type => Parses(type) && !covered.Contains(type))
            .Select(type => type.Name).ToArray();
        Assert.That(missing, Is.Empty, "parsers without a fuzz target");
        Assert.That(covered.Where(type => !Parses(type)), Is.Empty, "targets that name types which parse nothing");
    }

    [Test]
    public void Names_are_unique_and_every_corpus_has_a_target()
    {
        string[] names = FuzzTargets.All.Select(target => target.Name).ToArray();
        Assert.That(names, Is.Unique);
        Assert.That(Directory.GetDirectories(Root).Select(Path.GetFileName), Is.EquivalentTo(names));
    }

    // A parser takes octets it has not seen: a static Try method, a status-giving Parse, Read, Next or Check, a Read
    // of nothing but octets, or a reader built over octets.
    private static bool Parses(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Any(Parses)
        || (type.IsByRefLike && type.GetConstructors().Any(TakesOctets));

    private static bool TakesOctets(MethodBase method) =>
        method.GetParameters() is [{ ParameterType: Type first }, ..] && first == typeof(ReadOnlySpan<byte>);

    private static bool Parses(MethodInfo method)
    {
        bool named = method.Name.StartsWith("Try", StringComparison.Ordinal)
            || method.ReturnType.IsEnum
            || (method.Name == "Read" && method.GetParameters().Length == 1)
            || method.Name is "Next" or "Check";
        return named && TakesOctets(method);
    }

    private static void Run(FuzzTarget target, ReadOnlySpan<byte> octets, string source)
    {
        try
        {
            target.Run(octets);
        }
        catch (Exception broken)
        {
            ReadOnlySpan<byte> shown = octets[..Math.Min(octets.Length, 2000)];
            Assert.Fail($"{target.Name}, {source}: {Convert.ToHexStringLower(shown)}\n{broken}");
        }
    }

    private static string Root => Path.Combine(TestContext.CurrentContext.TestDirectory, "corpus");

    private static string[] Corpus(FuzzTarget target)
    {
        string[] files = Directory.GetFiles(Path.Combine(Root, target.Name));
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
