using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using SharpFuzz;

namespace Router.Fuzz;

/// <summary>
/// <c>Router.Fuzz list</c>; <c>Router.Fuzz TARGET</c> under AFL, <c>Router.Fuzz TARGET --libfuzzer</c> under libFuzzer;
/// <c>Router.Fuzz TARGET FILE...</c> replays saved inputs; <c>Router.Fuzz run SECONDS CORPUS FINDINGS [TARGET...]</c>
/// is a fuzzer of its own, <c>Router.Fuzz instrument DLL...</c> lets it see where inputs lead.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["run", string seconds, string corpus, string findings, ..])
        {
            return Run(double.Parse(seconds, CultureInfo.InvariantCulture), corpus, findings, arguments[4..]);
        }

        if (arguments is ["instrument", ..])
        {
            foreach (string library in arguments.AsSpan(1))
            {
                _ = Fuzzer.Instrument(library, _ => true, Options.Value).Count();
            }

            return 0;
        }

        FuzzTarget? target = arguments.Length > 0 ? FuzzTargets.Find(arguments[0]) : null;
        if (target is null)
        {
            foreach (FuzzTarget known in FuzzTargets.All)
            {
                Console.WriteLine(known.Name);
            }

            return arguments is ["list"] ? 0 : 2;
        }

        if (arguments.Length == 1)
        {
            Fuzzer.OutOfProcess.Run(stream => target.Run(ReadAll(stream)));
        }
        else if (arguments[1] == "--libfuzzer")
        {
            Fuzzer.LibFuzzer.Run(octets => target.Run(octets));
        }
        else
        {
            foreach (string file in arguments.AsSpan(1))
            {
                target.Run(File.ReadAllBytes(file));
                Console.WriteLine(file);
            }
        }

        return 0;
    }

    private static int Run(double seconds, string corpus, string findings, string[] names)
    {
        int found = 0;
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            if (names.Length == 0 || Array.IndexOf(names, target.Name) >= 0)
            {
                GreyBox fuzzer = new(target, (ulong)Stopwatch.GetTimestamp());
                fuzzer.Run(Path.Combine(corpus, target.Name), findings, TimeSpan.FromSeconds(seconds));
                found += fuzzer.Findings;
            }
        }

        return found == 0 ? 0 : 1;
    }

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
