using System;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Router.Bench.Common;
using Router.Bench.Traffic;
using Router.Hal.Linux;
using Router.Hal.Linux.Traffic;
using Router.Wire;

namespace Router.Cli.Commands.Bench;

/// <summary>
/// <c>router bench generate</c> and <c>router bench sink</c>: test traffic for any router on a cable.
/// </summary>
internal static class BenchTrafficCommands
{
    public static Command Generate()
    {
        var @interface = new Argument<string>("interface") { Description = "Interface to send on; needs root" };
        var to = new Option<string>("--to") { Description = "The router's MAC address", Required = true };
        var destinations = new Option<string[]>("--destination")
        {
            Description = "Prefixes that the flows go to",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var sources = new Option<string>("--source") { DefaultValueFactory = static _ => "198.18.0.0/16" };
        sources.Description = "Prefix that the flows come from";
        var tunnel = new Option<string[]>("--tunnel")
        {
            Description = "Put every packet into IPIP: outer source, outer destination",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var flows = new Option<int>("--flows") { DefaultValueFactory = static _ => 8192 };
        flows.Description = "Flows, in a random order that repeats";
        var size = new Option<int>("--size") { DefaultValueFactory = static _ => 64 };
        size.Description = "Octets of a frame, without its check sequence";
        var rate = new Option<long>("--rate") { Description = "Frames a second; 0 is as fast as it goes" };
        var burst = new Option<int>("--burst") { DefaultValueFactory = static _ => 32 };
        burst.Description = "Frames sent together";
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = static _ => 1 };
        var frames = new Option<long>("--frames") { DefaultValueFactory = static _ => long.MaxValue };
        frames.Description = "End after this many";
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = static _ => 1 };
        var listen = new Option<string?>("--listen")
        {
            Description = "Interface where the frames come back: counts losses and measures delays",
        };
        var core = new Option<int?>("--core") { Description = "Core to run on" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("generate", "Send numbered test frames, and perhaps watch them come back")
        {
            @interface, to, destinations, sources, tunnel, flows, size, rate, burst, seconds, frames, seed, listen,
            core, json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt =>
        {
            Pin(result.GetValue(core));
            TrafficOptions options;
            try
            {
                string[]? ends = result.GetValue(tunnel);
                options = new TrafficOptions
                {
                    DestinationMac = MacAddress.Parse(result.GetRequiredValue(to)),
                    Destinations = [.. result.GetRequiredValue(destinations).Select(static p => Prefix.Parse(p))],
                    Sources = Prefix.Parse(result.GetRequiredValue(sources)),
                    Tunnel = ends is [var a, var b] ? (Ipv4Address.Parse(a), Ipv4Address.Parse(b)) : null,
                    Flows = result.GetValue(flows),
                    FrameSize = result.GetValue(size),
                    Seed = result.GetValue(seed),
                };
                _ = options.MakeFlows();
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new BenchException(e.Message, e);
            }

            string? back = result.GetValue(listen);
            using RingSink? sink = back is null ? null : new RingSink(back, options.Flows);
            using var sender = new RingSender(result.GetRequiredValue(@interface));
            var clock = new RealtimeClock();
            var generator = new Generator(options, sender, clock);
            var run = new TrafficRun(generator, clock, () => sink?.Receive() ?? 0, static () => { });
            double took = run.Run(result.GetValue(rate), result.GetValue(burst),
                new Duration((long)(result.GetValue(seconds) * 1e9)), result.GetValue(frames), interrupt.Token);
            FlowMeter meter = sink?.Meter ?? new FlowMeter(options.Flows);
            long lost = sink is null ? 0 : meter.Lost(generator.SentByFlow());
            Print(TrafficReport.Of(took, generator.Sent, run.Late, lost, meter, sink?.Dropped ?? 0),
                result.GetValue(json));
            return 0;
        }));
        return command;
    }

    public static Command Sink()
    {
        var @interface = new Argument<string>("interface") { Description = "Interface to listen on; needs root" };
        var flows = new Option<int>("--flows") { DefaultValueFactory = static _ => 8192 };
        flows.Description = "As many as the generator has";
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = static _ => 1 };
        var core = new Option<int?>("--core") { Description = "Core to run on" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command(
            "sink", "Count the test frames of a generator: losses, order, delays by the same clock")
        {
            @interface, flows, seconds, core, json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt =>
        {
            Pin(result.GetValue(core));
            using var sink = new RingSink(result.GetRequiredValue(@interface), result.GetValue(flows));
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed.TotalSeconds < result.GetValue(seconds) && !interrupt.Token.IsCancellationRequested)
            {
                if (sink.Receive() == 0)
                {
                    Thread.Sleep(1);
                }
            }

            Print(TrafficReport.Of(watch.Elapsed.TotalSeconds, 0, 0, sink.Meter.Missing, sink.Meter, sink.Dropped),
                result.GetValue(json));
            return 0;
        }));
        return command;
    }

    private static void Pin(int? core)
    {
        if (core is { } wanted)
        {
            ThreadScheduling.Pin(wanted);
        }
    }

    private static void Print(TrafficReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(Console.Out, report, TrafficJson.Default.TrafficReport);
        }
        else
        {
            report.Print(Console.Out);
        }
    }
}
