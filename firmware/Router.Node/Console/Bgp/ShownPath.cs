using System;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>A path as tables show it, whether it is of the Loc-RIB or what a peer has from us.</summary>
internal readonly record struct ShownPath
{
    public bool IsBest { get; init; }

    public bool IsUsed { get; init; }

    public bool IsStale { get; init; }

    public bool IsLocal { get; init; }

    public bool IsExternal { get; init; }

    /// <summary>The peer that it came from, or <c>local</c>.</summary>
    public string From { get; init; }

    /// <summary>The address of that peer, or nothing.</summary>
    public string FromAddress { get; init; }

    public uint PathId { get; init; }

    public IpAddress NextHop { get; init; }

    /// <summary>Null where the attribute is absent, as towards an external peer.</summary>
    public uint? LocalPref { get; init; }

    public uint Med { get; init; }

    public BgpOrigin Origin { get; init; }

    public string AsPath { get; init; }

    public int AsPathLength { get; init; }

    public static ShownPath Of(IBgpConsole console, BgpRouteView route, int index)
    {
        BgpPath path = route.Paths[index];
        ReadOnlySpan<byte> block = path.Attributes.Span;
        BgpPeerView? peer = path.IsLocal ? null : console.Speaker.Peer(path.Peer);
        return new ShownPath
        {
            IsBest = index == 0 && route.Selected > 0,
            IsUsed = index < route.Selected,
            IsStale = path.IsStale,
            IsLocal = path.IsLocal,
            IsExternal = path.IsExternal,
            From = peer?.Options.Name ?? "local",
            FromAddress = peer?.Options.RemoteAddress.ToString() ?? string.Empty,
            PathId = path.PathId,
            NextHop = path.NextHop.IsZero ? console.Self : path.NextHop,
            LocalPref = path.LocalPref,
            Med = path.Med,
            Origin = (BgpOrigin)path.Origin,
            AsPath = AsPathAttribute.ToText(block, BgpAttributes.Read(block).AsPath),
            AsPathLength = path.AsPathLength,
        };
    }

    public static ShownPath Of(IBgpConsole console, in BgpAdvertised route)
    {
        ReadOnlySpan<byte> block = route.Attributes.Span;
        BgpAttributes attributes = BgpAttributes.Read(block);
        bool isLocal = route.Source == BgpPath.Local;
        BgpPeerView? peer = isLocal ? null : console.Speaker.Peer(route.Source);
        return new ShownPath
        {
            IsBest = true,
            IsUsed = true,
            IsLocal = isLocal,
            IsExternal = peer is not null && BgpText.IsExternal(console, peer),
            From = peer?.Options.Name ?? "local",
            FromAddress = peer?.Options.RemoteAddress.ToString() ?? string.Empty,
            PathId = route.PathId,
            NextHop = route.NextHop,
            LocalPref = attributes.HasLocalPref ? attributes.LocalPref : null,
            Med = attributes.HasMed ? attributes.Med : 0,
            Origin = attributes.Origin,
            AsPath = AsPathAttribute.ToText(block, attributes.AsPath),
            AsPathLength = AsPathAttribute.Length(block, attributes.AsPath),
        };
    }
}
