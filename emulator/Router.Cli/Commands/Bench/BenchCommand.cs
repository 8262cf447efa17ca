using System;
using System.CommandLine;
using Router.Bench.Common;
using Router.Images.Host;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench</c>: how fast this machine does what routers do, beside others in the same run.</summary>
internal static class BenchCommand
{
    public static Command Create() =>
        new("bench", "Measure this machine beside other implementations in the same run")
        {
            BenchFibCommand.Create(),
            BenchFibCommand.CreateWorker(),
            BenchPathCommand.Create(),
            BenchPathCommand.CreateWorker(),
            BenchNicCommand.Create(),
            BenchBgpCommand.Create(),
            BenchGuestCommand.Create(),
            BenchGuestCommand.CreateWorker(),
            BenchTrafficCommands.Generate(),
            BenchTrafficCommands.Sink(),
        };

    /// <summary>Runs a benchmark so that its mistakes and Ctrl-C end in one line and the right exit code.</summary>
    public static int Guard(Func<Interrupt, int> benchmark)
    {
        using var interrupt = new Interrupt();
        try
        {
            return benchmark(interrupt);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("router bench: interrupted");
            return Interrupt.ExitCode;
        }
        catch (Exception e) when (e is BenchException or HostException)
        {
            Console.Error.WriteLine($"router bench: {e.Message}");
            return 1;
        }
    }
}
