using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Router.Lab.Checks;
using Router.Lab.Engine;
using Router.Lab.Reading;

namespace Router.Cli.Lab;

/// <summary><c>router lab test FILE…</c>: a lab's checks in virtual time.</summary>
internal static class LabTestCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Lab files with checks",
            Arity = ArgumentArity.OneOrMore,
        };
        var seed = new Option<ulong?>("--seed") { Description = "Overrides the file's seed" };
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML" };
        var command = new Command("test", "Run the checks of lab files in virtual time") { files, seed, junit };
        command.SetAction(result => Run(
            result.GetRequiredValue(files), result.GetValue(seed), result.GetValue(junit)));
        return command;
    }

    private static int Run(string[] files, ulong? seed, string? junit)
    {
        bool passed = true;
        var suites = new List<CheckSuite>();
        foreach (string file in files)
        {
            if (LabFiles.Load(file) is not { } configuration)
            {
                passed = false;
                continue;
            }

            if (configuration.File.HasMachines)
            {
                Console.Error.WriteLine($"error: lab {configuration.File.Name} has machines, which run in real time "
                    + "and not in virtual time: 'router lab up' runs it");
                passed = false;
                continue;
            }

            passed &= Run(configuration, seed, suites);
        }

        if (junit is not null)
        {
            using StreamWriter writer = File.CreateText(junit);
            JUnitWriter.Write(writer, suites);
        }

        return passed ? 0 : 1;
    }

    private static bool Run(LabConfiguration configuration, ulong? seed, List<CheckSuite> suites)
    {
        ulong used = seed ?? configuration.File.Seed;
        string name = configuration.File.Name;
        Console.WriteLine($"lab {name}: {configuration.File.Checks.Count} checks, time virtual, seed {used}");
        RunningLab lab = configuration.Run(used, Print, out IReadOnlyList<CheckResult> results);
        string digest = lab.Simulation.Digest.ToString();
        string[] unbalanced = lab.Unbalanced().ToArray();
        string again = configuration.Run(used, null, out _).Simulation.Digest.ToString();
        var suite = new CheckSuite(name, used, digest, results)
        {
            Invariants =
            [
                ("the file has checks", results.Count > 0 ? null : "a lab without checks proves nothing"),
                ("every received frame is accounted for on every node",
                    unbalanced.Length == 0 ? null : "not on " + string.Join(", ", unbalanced)),
                ("the same seed gives the same digest", again == digest ? null : $"{digest}, then {again}"),
            ],
        };
        foreach ((string invariant, string? failure) in suite.Invariants)
        {
            Console.WriteLine(failure is null ? $"ok    {invariant}" : $"FAIL  {invariant}: {failure}");
        }

        suites.Add(suite);
        Console.WriteLine($"digest {digest} seed {used}");
        return results.All(static result => result.Passed)
            && suite.Invariants.All(static invariant => invariant.Failure is null);
    }

    private static void Print(CheckResult result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{(result.Passed ? "ok   " : "FAIL ")} {result.Check.Name}: {result.Observed} (at {result.At} s)"));
}
