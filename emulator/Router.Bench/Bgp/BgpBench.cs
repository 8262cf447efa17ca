using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Bench.Bgp.Daemons;
using Router.Bench.Bgp.Feed;
using Router.Bench.Bgp.Results;
using Router.Bench.Common;

namespace Router.Bench.Bgp;

/// <summary>Runs <c>router bench bgp</c>: our speaker beside Debian's BIRD 2 on the same work, in turns.</summary>
public sealed class BgpBench(TextWriter output, TextWriter errors)
{
    /// <summary>The exit code: 0, or 1 when a daemon announced what nobody had told it.</summary>
    public int Run(BgpOptions options, CancellationToken cancelled)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new BenchException("bench bgp makes networks: run it as root, or inside `unshare -Urnm`");
        }

        BenchCores cores = BenchCores.Pick(options.Core);
        if (cores.Measured == cores.Other)
        {
            throw new BenchException("bench bgp needs two cores: one for the daemon, one for the tester");
        }

        IReadOnlyList<BgpDaemon> daemons = BgpDaemon.Of(options);
        var measurement = new BgpMeasurement(options, cores, cancelled);
        var results = new BgpResults();
        foreach (BgpScenario scenario in ScenariosOf(options))
        {
            var feeds = new FeedSet(scenario, BgpMeasurement.FirstAs);
            for (int run = 0; run < options.Runs; run++)
            {
                for (int i = 0; i < daemons.Count; i++)
                {
                    // Who comes first changes.
                    BgpDaemon daemon = daemons[(i + run) % daemons.Count];
                    errors.WriteLine($"{scenario.Name}, run {run + 1} of {options.Runs}: {daemon.Name}");
                    results.Add(scenario, daemon.Name, measurement.Run(scenario, daemon, feeds));
                    cancelled.ThrowIfCancellationRequested();
                }
            }
        }

        BgpReport report = results.Report(options, cores);
        if (options.Json)
        {
            JsonOutput.Write(output, report, BgpJson.Default.BgpReport);
        }
        else
        {
            BgpPrinter.Print(output, report);
        }

        (options.Json ? errors : output).WriteLine(
            $"all prefixes arrived in every run; {report.Wrong} announcements that nobody had asked for");
        return report.Wrong == 0 ? 0 : 1;
    }

    private static IEnumerable<BgpScenario> ScenariosOf(BgpOptions options) => options.Prefixes is { } prefixes
        ? [new BgpScenario($"{prefixes}", prefixes, 1)]
        : options.Scenarios.Select(name => name switch
        {
            BgpOptions.Small => new BgpScenario(name, 100_000, 1),
            BgpOptions.Large => new BgpScenario(name, 1_000_000, 1),
            BgpOptions.Shared => new BgpScenario(name, 100_000, 10),
            BgpOptions.Mesh => new BgpScenario(name, 0, 0, options.MeshSessions),
            _ => throw new BenchException(
                $"no scenario '{name}': there are {string.Join(", ", BgpOptions.AllScenarios)}"),
        });
}
