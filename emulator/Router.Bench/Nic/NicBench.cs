using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Router.Bench.Common;
using Router.Lab.Qemu.Host;

namespace Router.Bench.Nic;

/// <summary>
/// Runs <c>router bench nic</c>: the same frames through boards, through forwarders in C and through the kernel, in
/// turns, each in a network made for it.
/// </summary>
public sealed class NicBench
{
    private readonly TextWriter _output;
    private readonly TextWriter _errors;

    public NicBench(TextWriter output, TextWriter errors)
    {
        _output = output;
        _errors = errors;
    }

    /// <summary>The exit code: 0, or 1 when a frame came out corrupt, twice or out of order.</summary>
    public int Run(NicOptions options, CancellationToken cancelled)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new BenchException("bench nic makes networks and opens raw sockets: run it as root");
        }

        BenchCores cores = BenchCores.Pick(options.Core);
        if (cores.Measured == cores.Other)
        {
            throw new BenchException("bench nic needs two cores: one for the router, one for sender and sink");
        }

        INicRouter?[] routers = NicRouters.Of(options.Contestants, out string? missing);
        long rate = options.Rate ?? 0;
        var samples = new Dictionary<string, List<NicSample>>();
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < routers.Length; i++)
            {
                // Who comes first changes, but for the first round: the delays' rate is the first contestant's.
                INicRouter? router = routers[(i + round) % routers.Length];
                string name = router?.Name ?? NicNames.Cable;
                _errors.WriteLine($"round {round + 1} of {options.Rounds}: {name}");
                NicSample sample = Measure(router, options, cores, ref rate, cancelled);
                if (!samples.TryGetValue(name, out List<NicSample>? all))
                {
                    samples.Add(name, all = []);
                }

                all.Add(sample);
                cancelled.ThrowIfCancellationRequested();
            }
        }

        NicReport report = NicResults.Report(options, cores, rate, missing, samples);
        if (options.Json)
        {
            JsonOutput.Write(_output, report, NicJson.Default.NicReport);
        }
        else
        {
            NicPrinter.Print(_output, report);
        }

        (options.Json ? _errors : _output).WriteLine(
            $"{report.Sent} numbered frames sent, {report.Lost} lost, {report.Wrong} corrupt, twice or out of order");
        return report.Wrong == 0 ? 0 : 1;
    }

    private static NicSample Measure(
        INicRouter? router, NicOptions options, BenchCores cores, ref long rate, CancellationToken cancelled)
    {
        using var network = new TestNetwork(cores, cable: router is null);
        using IDisposable? running = router?.Start(network);
        using NicMeasurement measurement = network.Outside.Run(() => new NicMeasurement(options, cores));
        network.Outside.Run(() => measurement.WaitForRouter(() => Failure(router, running)));
        (double Seconds, long Offered, long Forwarded, double Own, double SoftIrq) flood =
            network.Outside.Run(() => measurement.Flood(ProgramOf(running)?.Id));
        if (rate == 0)
        {
            rate = (long)(flood.Forwarded / flood.Seconds / 10);
        }

        network.SteerByCore();
        long wanted = rate;
        return new NicSample(flood.Seconds, flood.Offered, flood.Forwarded, flood.Own, flood.SoftIrq,
            network.Outside.Run(() => measurement.Delay(wanted, cancelled)));
    }

    private static string? Failure(INicRouter? router, IDisposable? running)
    {
        BackgroundProgram? program = ProgramOf(running);
        return program is { HasExited: true } ? $"{router?.Name} ended: {program.Log.Trim()}" : null;
    }

    private static BackgroundProgram? ProgramOf(IDisposable? running) => running switch
    {
        BackgroundProgram started => started,
        BoardRouter.Running board => board.Program,
        _ => null,
    };
}
