using System;
using System.IO;
using SharpFuzz;

namespace Router.Fuzz;

/// <summary>
/// <c>Router.Fuzz list</c>; <c>Router.Fuzz TARGET</c> under AFL, <c>Router.Fuzz TARGET --libfuzzer</c> under libFuzzer;
/// <c>Router.Fuzz TARGET FILE...</c> replays saved inputs.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
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

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
