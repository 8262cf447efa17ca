using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Bench.Common;
using Router.Images.Host;
using Router.Lab.Qemu.Machines;

namespace Router.Bench.Guest;

/// <summary>
/// Runs <c>router bench guest</c>: IPIP by the kernel's own tunl0 and by our board, side by side in one QEMU guest.
/// </summary>
public sealed class GuestBench
{
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private readonly ProgressLine _progress;

    public GuestBench(TextWriter output, TextWriter errors, ProgressLine progress)
    {
        _output = output;
        _errors = errors;
        _progress = progress;
    }

    /// <summary>The exit code: 0, or 1 when a frame came out otherwise than it must, twice or out of order.</summary>
    public int Run(GuestOptions options, CancellationToken cancelled)
    {
        string qemu = HostCommand.Must(
            HostTool.Find(QemuArguments.Program, QemuArguments.Package), ["--version"], cancelled).Split('\n')[0];
        string[] names = [.. options.Contestants, GuestNames.Cable];
        GuestCase[] cases = [.. GuestCase.Of(options.Sizes)];
        var results = new GuestResults();
        using var guest = new BenchGuest(options.CountInstructions, _progress.Show, cancelled);
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (GuestCase one in cases)
            {
                for (int i = 0; i < names.Length; i++)
                {
                    // Who comes first changes.
                    string name = names[(i + round) % names.Length];
                    _progress.Show($"round {round + 1} of {options.Rounds}: {one}, {name}");
                    results.Add(one, name, guest.Measure(name, one, options.Seconds, cancelled));
                }
            }
        }

        _progress.Dispose();
        GuestReport report = Report(options, qemu, guest, results.Cases(cases, names), [.. results.All]);
        Print(options, report);
        return report.Wrong == 0 ? 0 : 1;
    }

    private static GuestReport Report(
        GuestOptions options,
        string qemu,
        BenchGuest guest,
        IReadOnlyList<GuestCaseResult> cases,
        IReadOnlyList<GuestSample> samples) => new(
        MachineReader.Read(BenchCores.Pick().Measured),
        qemu,
        options.CountInstructions,
        guest.Kernel,
        guest.BootTime.TotalSeconds,
        options.Rounds,
        options.Seconds,
        TunnelPlan.Flows,
        cases,
        samples.Sum(static sample => sample.Sent),
        samples.Sum(static sample => sample.Lost),
        samples.Sum(static sample => sample.Wrong),
        samples.Select(static sample => sample.FirstWrong).FirstOrDefault(static text => text is not null));

    private void Print(GuestOptions options, GuestReport report)
    {
        if (options.Json)
        {
            JsonOutput.Write(_output, report, GuestJson.Default.GuestReport);
        }
        else
        {
            GuestPrinter.Print(_output, report);
        }

        (options.Json ? _errors : _output).WriteLine(
            $"{report.Sent} frames sent, {report.Lost} lost, {report.Wrong} wrong"
            + (report.FirstWrong is { } first ? $"; the first: {first}" : string.Empty));
    }
}
