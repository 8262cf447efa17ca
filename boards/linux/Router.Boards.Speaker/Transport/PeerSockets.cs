using Router.Bgp;
using Router.Hal.Linux;

namespace Router.Boards.Speaker.Transport;

/// <summary>What the sockets of one peer need beyond what the speaker says.</summary>
/// <param name="Options">TTL and the like.</param>
/// <param name="Password">TCP MD5 key (RFC 2385), or null.</param>
/// <param name="Scope">Interface index of a link-local address, or 0.</param>
internal sealed record PeerSockets(TcpOptions Options, string? Password, uint Scope)
{
    /// <summary>DSCP CS6, internetwork control, which other daemons set too.</summary>
    public const byte BgpTos = 0xc0;

    public static PeerSockets Of(BgpPeerOptions peer, uint scope) =>
        new(new TcpOptions(peer.Ttl, peer.MinTtl, BgpTos), peer.Password, scope);
}
