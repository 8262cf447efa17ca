using System.Collections.Generic;
using System.Linq;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary>
/// <c>show bgp neighbor</c>: all that is known of a peer, or with a word behind it the routes that it gave or has.
/// </summary>
internal static class BgpNeighborCommand
{
    public const string Usage = "show bgp neighbor [PEER [routes | advertised-routes | received-routes]]";

    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        IReadOnlyList<string> words = request.Arguments;
        if (words.Count > 2)
        {
            return ConsoleJob.Finished($"usage: {Usage}", 2);
        }

        if (!BgpPeerNames.TryFind(console, words.Count == 0 ? "*" : words[0], out List<BgpPeerView> peers,
            out ConsoleJob? error))
        {
            return words.Count == 0 ? ConsoleJob.Finished("no peers are configured") : error!;
        }

        if (words.Count == 2)
        {
            return Routes(console, request, peers);
        }

        return ConsoleJob.Finished(request.Json
            ? BgpNeighborJson.Of(console, peers, request.Now)
            : string.Join('\n', peers.Select(peer => BgpNeighborText.Of(console, peer, request.Now))));
    }

    private static ConsoleJob Routes(IBgpConsole console, ConsoleRequest request, List<BgpPeerView> peers)
    {
        if (peers.Count > 1)
        {
            return ConsoleJob.Finished("routes are shown of one peer", 2);
        }

        int peer = peers[0].Index;
        string kind = request.Arguments[1];
        if (Begins("advertised-routes", kind))
        {
            return new RouteListJob(console, new AdvertisedSource(console, peer), request.Json);
        }

        if (Begins("routes", kind))
        {
            BgpTableWalk table = BgpTableWalk.Of(console.Speaker);
            return new RouteListJob(console, new LocRibSource(console, table, peer), request.Json);
        }

        // Kept copies would double the memory of each path; vtysh too answers so without soft-reconfiguration.
        return Begins("received-routes", kind)
            ? ConsoleJob.Finished("routes are not kept as they were before policy: 'routes' has those accepted, "
                + "'clear bgp PEER soft in' asks for all again, and BMP shows them as they come", 1)
            : ConsoleJob.Finished($"'{kind}' is not one of routes, advertised-routes, received-routes", 2);
    }

    private static bool Begins(string word, string typed) =>
        word.StartsWith(typed, System.StringComparison.Ordinal);
}
