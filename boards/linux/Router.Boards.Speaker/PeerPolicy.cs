using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary><c>import</c> and <c>export</c> of a neighbour, with the file's filters and aggregates.</summary>
internal sealed class PeerPolicy : IBgpPolicyContext
{
    private readonly BgpPolicySettings _filters;
    private readonly BgpAggregates _aggregates;
    private readonly BgpSpeaker _speaker;

    public PeerPolicy(BgpPolicySettings filters, BgpAggregates aggregates, BgpSpeaker speaker)
    {
        _filters = filters;
        _aggregates = aggregates;
        _speaker = speaker;
    }

    public BgpPeerOptions Apply(NeighbourEntry entry)
    {
        (string import, string export) = Choose(entry, _speaker.Options.LocalAs);
        BgpPeerOptions peer = entry.Peer with
        {
            ImportsNothing = import == BgpPolicySettings.None,
            ExportsNothing = export == BgpPolicySettings.None,
        };
        bool isFiltered = import is not (BgpPolicySettings.All or BgpPolicySettings.None)
            || export is not (BgpPolicySettings.All or BgpPolicySettings.None);
        return peer with
        {
            Policy = _aggregates.Suppressing(
                isFiltered ? _filters.Make(import, export, isInternal: false, this) : peer.Policy),
        };
    }

    /// <summary>As a person reads it.</summary>
    public static string[] Words(NeighbourEntry entry, Asn localAs)
    {
        (string import, string export) = Choose(entry, localAs);
        return [$"import {import}", $"export {export}"];
    }

    public bool TryGetPeer(int peer, out IpAddress address)
    {
        address = peer < 0 ? default : _speaker.Peer(peer).Options.RemoteAddress;
        return peer >= 0;
    }

    // Nothing is forwarded here, so no route leaves by an interface.
    public string? InterfaceOf(IpPrefix prefix, in BgpPath path) => null;

    private static (string Import, string Export) Choose(NeighbourEntry entry, Asn localAs)
    {
        // RFC 8212 §2: an external peer gives and gets nothing that nobody asked for.
        string unsaid = entry.Peer.RemoteAs == (entry.Peer.LocalAs ?? localAs)
            ? BgpPolicySettings.All
            : BgpPolicySettings.None;
        return (entry.Import.Name ?? unsaid, entry.Export.Name ?? unsaid);
    }
}
