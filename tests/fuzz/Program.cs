using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Router.Fuzz.Tcp;
using Router.Tests.Support;
using SharpFuzz;

namespace Router.Fuzz;

/// <summary>
/// <c>Router.Fuzz list</c>; <c>Router.Fuzz TARGET</c> under AFL, <c>Router.Fuzz TARGET --libfuzzer</c> under libFuzzer;
/// <c>Router.Fuzz TARGET FILE...</c> replays saved inputs; <c>Router.Fuzz run SECONDS CORPUS FINDINGS [TARGET...]</c>
/// is a fuzzer of its own, <c>Router.Fuzz instrument DLL...</c> lets it see where inputs lead. <c>Router.Fuzz tcp</c>
/// plays the table of bad inputs against a speaker that runs with the file that <c>Router.Fuzz tcp-file SOCKET</c>
/// prints, at the addresses that <c>Router.Fuzz tcp-addresses</c> prints.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["run", string seconds, string corpus, string findings, ..])
        {
            return Run(double.Parse(seconds, CultureInfo.InvariantCulture), corpus, findings, arguments[4..]);
        }

        switch (arguments)
        {
            case ["tcp", ..]:
                return Play(arguments[1..]);
            case ["tcp-file", string control]:
                Console.Write(TcpWorld.File(control));
                return 0;
            case ["tcp-addresses"]:
                Console.WriteLine(string.Join('\n', TcpWorld.Addresses));
                return 0;
            default:
                break;
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

    // All cases, or those whose names hold one of the words.
    private static int Play(string[] words)
    {
        using TcpPlayer player = new();
        int played = 0;
        int wrong = 0;
        foreach (BadCase bad in BadCases.All)
        {
            if (words.Length == 0 || words.Any(word => bad.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                played++;
                string? verdict;
                try
                {
                    verdict = player.Play(bad);
                }
                catch (TimeoutException late)
                {
                    verdict = late.Message;
                }

                if (verdict is not null)
                {
                    wrong++;
                    Console.WriteLine($"{bad.Name} ({bad.Source}): {verdict}");
                }
            }
        }

        Console.WriteLine(
            $"{played} played, {wrong} wrong, longest probe {player.LongestProbe.TotalMilliseconds:0} ms");
        return wrong == 0 ? 0 : 1;
    }

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
