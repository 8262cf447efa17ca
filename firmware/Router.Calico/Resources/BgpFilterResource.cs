using System.Collections.Generic;
using Router.Bgp;

namespace Router.Calico.Resources;

/// <summary>A <c>BGPFilter</c>: rules that BGPPeers name, for each direction and family in order.</summary>
public sealed record BgpFilterResource(ResourceHeader Header)
{
    public string Name => Header.Name;

    public IReadOnlyList<BgpFilterRule> ImportV4 { get; init; } = [];

    public IReadOnlyList<BgpFilterRule> ExportV4 { get; init; } = [];

    public IReadOnlyList<BgpFilterRule> ImportV6 { get; init; } = [];

    public IReadOnlyList<BgpFilterRule> ExportV6 { get; init; } = [];
}

/// <summary>One rule; what depends on the session is worked out for each kind of session.</summary>
/// <param name="Rule">The conditions and changes that are the same towards everybody.</param>
/// <param name="Internal"><c>peerType</c>: true for iBGP, false for eBGP, null for both.</param>
/// <param name="PathStart"><c>asPathPrefix</c>.</param>
public sealed record BgpFilterRule(BgpRule Rule, bool? Internal, IReadOnlyList<Router.Wire.Asn> PathStart);
