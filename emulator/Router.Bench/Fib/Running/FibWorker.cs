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
    /// <param name="make">Makes a structure for IPv4 from its name.</param>
    public static void Run(
        string[] arguments, TextWriter output, Func<string, ILookupStructure<Ipv4Address>> make)
    {
        if (arguments is not [string name, string folder, string core, string other, string samples, string streams])
        {
            throw new BenchException("a contestant takes NAME FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,...");
        }

        ThreadScheduling.Pin(int.Parse(core, CultureInfo.InvariantCulture));
        var table = new RecordFile(folder, SharedFiles.Table);
        int repeats = int.Parse(samples, CultureInfo.InvariantCulture);
        int otherCore = int.Parse(other, CultureInfo.InvariantCulture);
        if (table.V6)
        {
            using ILookupStructure<Ipv6Address> structure = Structures.Make6(name);
            new Measurement<Ipv6Address>(structure, folder, static address => address.ToString())
            {
                Samples = repeats,
                OtherCore = otherCore,
                Chained = static (address, answer) => new Ipv6Address(address.High, address.Low ^ answer),
            }.Run(table, streams.Split(','), Print);
        }
        else
        {
            using ILookupStructure<Ipv4Address> structure = make(name);
            new Measurement<Ipv4Address>(structure, folder, static address => address.ToString())
            {
                Samples = repeats,
                OtherCore = otherCore,
                Chained = static (address, answer) => new Ipv4Address(address.Value ^ answer),
            }.Run(table, streams.Split(','), Print);
        }

        void Print(ContestantLine line) => JsonOutput.Write(output, line, FibLineContext.Default.ContestantLine);
    }
}
