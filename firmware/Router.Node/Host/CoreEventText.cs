using System.Globalization;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>The core's events in words.</summary>
internal static class CoreEventText
{
    public static LogEntry? Describe(HostStack host, in CoreEvent e)
    {
        string port = host.InterfaceName(e.Port);
        (LogLevel level, string text) = e.Kind switch
        {
            CoreEventKind.LinkUp => (LogLevel.Info, $"{port}: link up"),
            CoreEventKind.LinkDown => (LogLevel.Warning, $"{port}: link down"),
            CoreEventKind.NeighbourResolved => (LogLevel.Debug, $"{port}: {e.Address} is at {e.Mac}"),
            CoreEventKind.NeighbourChanged => (LogLevel.Info, $"{port}: {e.Address} moved to {e.Mac}"),
            CoreEventKind.NeighbourFailed => (LogLevel.Debug, $"{port}: {e.Address} does not answer"),
            CoreEventKind.DuplicateAddress => (LogLevel.Warning, $"{port}: {e.Mac} uses our address {e.Address} too"),
            CoreEventKind.PathMtu => (LogLevel.Info, Mtu($"path MTU to {e.Address}", e.Value)),
            CoreEventKind.TunnelPathMtu => (LogLevel.Info, Mtu($"tunnel path MTU to {e.Address}", e.Value)),
            CoreEventKind.RouteRefused =>
                (LogLevel.Error, $"the routing table is full: no route to {new Prefix(e.Address, e.Value)}"),
            _ => (LogLevel.Debug, e.Kind.ToString()),
        };
        return new LogEntry(e.At, level, "core", text);
    }

    private static string Mtu(string what, int value) =>
        what + " is " + value.ToString(CultureInfo.InvariantCulture);
}
