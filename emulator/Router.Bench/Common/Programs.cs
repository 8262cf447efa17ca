using System;
using System.Collections.Generic;
using System.IO;

namespace Router.Bench.Common;

/// <summary>Where the programs of a run are: this one, to be started again, and the contestants in C.</summary>
public static class Programs
{
    /// <summary>What `eng/build-bench` tells to do where a contestant is missing.</summary>
    public const string Remedy = "build the contestants with eng/build-bench";

    /// <summary>Variables for contestants: late tiers of the JIT would fall into the measurement.</summary>
    public static (string Name, string Value)[] NoLateTiers { get; } =
        [("DOTNET_TieredCompilation", "0"), ("DOTNET_TieredPGO", "0")];

    /// <summary>This program, to be started with other arguments.</summary>
    public static Contestant Self(string name, params IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath
            ?? throw new BenchException("this program's own file is not known; contestants cannot be started");

        // The managed build runs under `dotnet`, which needs to be told what to run.
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new(name, program, ["exec", Environment.GetCommandLineArgs()[0], .. arguments])
            : new(name, program, [.. arguments]);
    }

    /// <summary>
    /// A contestant built by `eng/build-bench`: in <c>.build/bench</c> of this checkout, wherever in it this program
    /// lies, or in the folder that ROUTER_BENCH names. Null when it is not built.
    /// </summary>
    public static string? Native(string file)
    {
        if (Environment.GetEnvironmentVariable("ROUTER_BENCH") is { Length: > 0 } folder)
        {
            return Existing(Path.Combine(folder, file));
        }

        for (DirectoryInfo? up = new(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            if (Existing(Path.Combine(up.FullName, ".build", "bench", file)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
