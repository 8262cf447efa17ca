using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;
using Router.Bench.Nic;

namespace Router.Bench.Guest;

/// <summary>The part that runs in the guest: one contestant, one case, one line of JSON.</summary>
public static class GuestWorker
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "guest-worker";

    /// <summary>What <see cref="Run"/> reads.</summary>
    public static string Arguments(string contestant, GuestCase one, double seconds) => string.Create(
        CultureInfo.InvariantCulture, $"'{contestant}' {one.Way} {one.Size} {seconds}");

    /// <summary>The exit code: 0, as wrong frames are for the one who asked to judge.</summary>
    public static int Run(string[] arguments, TextWriter output)
    {
        if (arguments is not [string name, string way, string size, string seconds])
        {
            throw new BenchException($"{Verb} CONTESTANT WAY SIZE SECONDS");
        }

        var one = new GuestCase(Enum.Parse<TunnelWay>(way), int.Parse(size, CultureInfo.InvariantCulture));
        GuestSample sample = Measure(name, one, double.Parse(seconds, CultureInfo.InvariantCulture));
        JsonOutput.Write(output, sample, GuestSampleJson.Default.GuestSample);
        return 0;
    }

    private static GuestSample Measure(string name, GuestCase one, double seconds)
    {
        INicRouter? router = Router(name);
        using var network = new TestNetwork(BenchCores.Pick(), cable: router is null);
        using IDisposable? running = router?.Start(network);
        using GuestMeasurement measurement = network.Outside.Run(
            () => new GuestMeasurement(one, cable: router is null));
        return network.Outside.Run(() =>
        {
            measurement.WaitForRouter(() => running is BoardRouter.Running { Program: { HasExited: true } program }
                ? $"{name} ended: {program.Log.Trim()}"
                : null);
            return measurement.Measure(seconds);
        });
    }

    private static INicRouter? Router(string name) => name switch
    {
        GuestNames.Kernel => new TunnelKernel(),
        GuestNames.Packet => new BoardRouter(name, "kind: packet", TunnelPlan.Cluster),
        GuestNames.Xdp => new BoardRouter(name, "kind: xdp", TunnelPlan.Cluster),
        GuestNames.Cable => null,
        _ => throw new BenchException($"there is no contestant {name}"),
    };
}
