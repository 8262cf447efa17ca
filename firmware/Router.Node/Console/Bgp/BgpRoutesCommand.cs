using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show bgp routes</c>: the Loc-RIB, all of it or the route to a prefix or an address.</summary>
internal static class BgpRoutesCommand
{
    public const string Usage = "show bgp routes [PREFIX | ADDRESS]";

    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        switch (request.Arguments.Count)
        {
            case 0:
                return List(console, request, BgpTableWalk.Of(console.Speaker));
            case 1 when IpAddress.TryParse(request.Arguments[0], out IpAddress address):
                return console.Speaker.RouteFor(address) is null
                    ? ConsoleJob.Finished($"no route to {address}", 1)
                    : List(console, request, BgpTableWalk.Of(console.Speaker, address: address));
            case 1 when IpPrefix.TryParse(request.Arguments[0], out IpPrefix prefix):
                return console.Speaker.Route(prefix) is null
                    ? ConsoleJob.Finished($"no route to {prefix}", 1)
                    : List(console, request, BgpTableWalk.Of(console.Speaker, prefix: prefix));
            default:
                return ConsoleJob.Finished($"usage: {Usage}", 2);
        }
    }

    private static RouteListJob List(IBgpConsole console, ConsoleRequest request, BgpTableWalk table) =>
        new(console, new LocRibSource(console, table), request.Json);
}
