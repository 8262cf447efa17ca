using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary><c>import</c> and <c>export</c> of a neighbour.</summary>
internal static class PeerPolicy
{
    public static BgpPeerOptions Apply(NeighbourEntry entry, Asn localAs)
    {
        (bool import, bool export) = Choose(entry, localAs);
        return entry.Peer with { ImportsNothing = !import, ExportsNothing = !export };
    }

    /// <summary>As a person reads it.</summary>
    public static string[] Words(NeighbourEntry entry, Asn localAs)
    {
        (bool import, bool export) = Choose(entry, localAs);
        return [$"import {Word(import)}", $"export {Word(export)}"];
    }

    private static string Word(bool all) => all ? "all" : "none";

    private static (bool Import, bool Export) Choose(NeighbourEntry entry, Asn localAs)
    {
        // RFC 8212 §2: an external peer gives and gets nothing that nobody asked for.
        bool isInternal = entry.Peer.RemoteAs == (entry.Peer.LocalAs ?? localAs);
        return (Chosen(entry.Import, isInternal), Chosen(entry.Export, isInternal));
    }

    private static bool Chosen(RouteChoice choice, bool isInternal) =>
        choice == RouteChoice.All || (choice == RouteChoice.Default && isInternal);
}
