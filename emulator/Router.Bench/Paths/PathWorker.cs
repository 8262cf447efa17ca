using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;
using Router.Hal.Linux;

namespace Router.Bench.Paths;

/// <summary>
/// Our contestant, in a process of its own: <c>KIND FRAMES FLOWS SLOT SEED PASSES CORE OUTPUT BURST</c>.
/// </summary>
public static class PathWorker
{
    /// <summary>The hidden verb that starts it.</summary>
    public const string Verb = "path-worker";

    public static string[] Arguments(PathOptions options, PathKind kind, int core, string output) =>
    [
        kind.ToString(),
        Text(options.Frames),
        Text(options.Flows),
        Text(options.SlotSize),
        options.Seed.ToString(CultureInfo.InvariantCulture),
        Text(options.Passes),
        Text(core),
        output,
        Text(options.Burst),
    ];

    public static int Run(string[] arguments, TextWriter lines)
    {
        if (arguments is not
            [var kind, var frames, var flows, var slot, var seed, var passes, var core, var output, var burst])
        {
            throw new BenchException($"{Verb} is started by `router bench path` alone");
        }

        ThreadScheduling.Pin(Number(core));
        var scenario = new PathScenario(Enum.Parse<PathKind>(kind), Number(frames), Number(flows),
            ulong.Parse(seed, CultureInfo.InvariantCulture));
        using var board = new BoardPath(scenario, Number(slot), Number(burst));

        // Once before, so that the board has met every way out and the code is warm.
        board.Restore();
        _ = board.Pass();
        for (int i = 0; i < Number(passes); i++)
        {
            board.Restore();
            long start = ThreadScheduling.CpuTime;
            long sent = board.Pass();
            var line = new PathLine { Nanoseconds = ThreadScheduling.CpuTime - start, Frames = scenario.Frames };
            if (sent != scenario.Frames)
            {
                throw new BenchException($"{sent} of {scenario.Frames} frames left");
            }

            JsonOutput.Write(lines, line, PathJson.Default.PathLine);
        }

        board.Restore();
        board.PassAndKeep().Write(output);
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
