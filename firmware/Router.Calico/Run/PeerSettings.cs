using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>
/// What the run file says of one session beside its BGPPeer. Settings are equal when they say the same.
/// </summary>
public sealed class PeerSettings : IEquatable<PeerSettings>
{
    private readonly Func<BgpPeerOptions, BgpPeerOptions> _change;
    private readonly string _text;

    /// <param name="peer">The BGP peer's address.</param>
    /// <param name="import">Asked before the BGPFilters on the way in.</param>
    /// <param name="export">Asked before the BGPFilters on the way out.</param>
    /// <param name="change">What else is said.</param>
    /// <param name="text">That in words.</param>
    public PeerSettings(Ipv4Address peer, IReadOnlyList<BgpFilter> import, IReadOnlyList<BgpFilter> export,
        Func<BgpPeerOptions, BgpPeerOptions> change, string text)
    {
        Peer = peer;
        Import = import;
        Export = export;
        _change = change;
        _text = string.Join('\n', [text, "import", .. import.Select(Text), "export", .. export.Select(Text)]);
    }

    /// <summary>Nothing.</summary>
    public static PeerSettings None { get; } = new(Ipv4Address.Any, [], [], static options => options, string.Empty);

    public Ipv4Address Peer { get; }

    public IReadOnlyList<BgpFilter> Import { get; }

    public IReadOnlyList<BgpFilter> Export { get; }

    public BgpPeerOptions Apply(BgpPeerOptions options) => _change(options);

    public bool Equals(PeerSettings? other) => other is not null && other.Peer == Peer && other._text == _text;

    public override bool Equals(object? obj) => Equals(obj as PeerSettings);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    public override string ToString() => _text;

    private static string Text(BgpFilter filter) => filter.ToString();
}
