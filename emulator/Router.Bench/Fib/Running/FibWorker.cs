using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>A contestant of ours: one structure, measured in a process of its own.</summary>
public static class FibWorker
{
    /// <summary>The hidden verb of the program that leads here.</summary>
    public const string Verb = "fib-worker";

    /// <summary>
    /// Arguments as the contestants in C take them: NAME FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,... where the
    /// stream <c>updates</c> stands for the burst of updates.
    /// </summary>
    public static void Run(string[] arguments, TextWriter output) =>
        Run(arguments, output, Structures.Make);

    /// <param name="arguments">As above.</param>
    /// <param name="output">Gets one JSON object a line.</param>
    /// <param name="make">Makes a structure from its name.</param>
    public static void Run(
        string[] arguments, TextWriter output, Func<string, ILookupStructure<Ipv4Address>> make)
    {
        if (arguments is not [string name, string folder, string core, string other, string samples, string streams])
        {
            throw new BenchException("a contestant takes NAME FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,...");
        }

        ThreadScheduling.Pin(int.Parse(core, CultureInfo.InvariantCulture));
        var table = new RecordFile(folder, SharedFiles.Table);
        using ILookupStructure<Ipv4Address> structure = make(name);
        var measured = new Measurement<Ipv4Address>(structure, folder, static address => address.ToString())
        {
            Samples = int.Parse(samples, CultureInfo.InvariantCulture),
            OtherCore = int.Parse(other, CultureInfo.InvariantCulture),
            Chained = static (address, answer) => new Ipv4Address(address.Value ^ answer),
        };
        measured.Run(table, streams.Split(','), line => JsonOutput.Write(
            output, line, FibLineContext.Default.ContestantLine));
    }
}
