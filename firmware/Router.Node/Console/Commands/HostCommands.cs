using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Core;
using Router.Node.Capture;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>The commands that every host has.</summary>
internal static class HostCommands
{
    public static IEnumerable<ConsoleCommand> For(HostStack host) =>
    [
        new("ip route", "ip route", "Routes as iproute2 prints them", request => RouteCommands.IpRoute(host, request)),
        new("show ip route", "show ip route [ADDRESS]", "The same; with an address, the route it takes",
            request => RouteCommands.IpRoute(host, request)),
        new("route", "route -n", "Routes as net-tools prints them", request => RouteCommands.RouteN(host, request)),
        new("ip addr", "ip addr", "Interfaces and their addresses", request => AddressCommands.IpAddr(host, request)),
        new("ip neigh", "ip neigh", "Neighbours on the links", request => NeighbourCommands.IpNeigh(host, request)),
        new("show counters", "show counters", "Where every frame ended",
            request => CounterCommands.Show(host, request)),
        new("capture", "capture PORT", "Every frame of a port, a line each; 'router capture' makes a file of them",
            request => Capture(host, request)),
        new("ping", PingOptions.Usage, "Send echo requests", request => Ping(host, request)),
        new("traceroute", TracerouteJob.Usage, "The hops to an address", request => Traceroute(host, request)),
    ];

    private static ConsoleJob Capture(HostStack host, ConsoleRequest request)
    {
        string[] names = host.Core.Ports.Select(static port => port.Name).ToArray();
        CorePort? found = host.Core.Ports.FirstOrDefault(port => request.Arguments.Count == 1
            && port.Name == request.Arguments[0]);
        return found is null
            ? ConsoleJob.Finished($"usage: capture PORT, where PORT is one of {string.Join(", ", names)}", 2)
            : new CaptureJob(host, found.Index);
    }

    private static ConsoleJob Ping(HostStack host, ConsoleRequest request) =>
        PingOptions.TryParse(request.Arguments, out PingOptions options, out string error)
            ? new PingJob(host.Echo, options, request.Json, request.Now)
            : ConsoleJob.Finished(error, 2);

    private static ConsoleJob Traceroute(HostStack host, ConsoleRequest request)
    {
        List<string> words = request.Arguments.ToList();
        int hops = 30;
        int seconds = 5;
        bool valid = TakeNumber(words, "-m", 255, ref hops) & TakeNumber(words, "-w", 60, ref seconds);
        words.Remove("-n");
        words.Remove("-I");
        if (!valid || words.Count != 1 || !Ipv4Address.TryParse(words[0], out Ipv4Address destination))
        {
            return ConsoleJob.Finished($"usage: {TracerouteJob.Usage}", 2);
        }

        return new TracerouteJob(host.Echo, destination, hops, Duration.FromSeconds(seconds), request.Json);
    }

    private static bool TakeNumber(List<string> words, string option, int most, ref int value)
    {
        int index = words.IndexOf(option);
        if (index < 0)
        {
            return true;
        }

        bool valid = index + 1 < words.Count
            && int.TryParse(words[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= 1 && value <= most;
        words.RemoveRange(index, System.Math.Min(2, words.Count - index));
        return valid;
    }
}
