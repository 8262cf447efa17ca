using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>One configured neighbour. The defaults are those of a Calico node.</summary>
public sealed record BgpPeerOptions
{
    public const ushort DefaultPort = 179;

    /// <summary>What the operator calls it, for example <c>Mesh_192_168_101_201</c>.</summary>
    public required string Name { get; init; }

    public required IpAddress RemoteAddress { get; init; }

    /// <summary>Where the session starts from; zero lets the transport choose.</summary>
    public IpAddress LocalAddress { get; init; }

    public required Asn RemoteAs { get; init; }

    /// <summary>Overrides the speaker's AS towards this peer.</summary>
    public Asn? LocalAs { get; init; }

    /// <summary>Wait for the peer to connect; dial only on the way back from a restart (RFC 4724 §4.1).</summary>
    public bool Passive { get; init; }

    public ushort Port { get; init; } = DefaultPort;

    /// <summary>IP TTL of what we send, unless <see cref="MinTtl"/> asks for 255.</summary>
    public byte Ttl { get; init; } = 64;

    /// <summary>
    /// The least TTL that the transport takes of the peer's packets (RFC 5082 §3): 256 less the hops between, so 255 on
    /// the link; 0 is off.
    /// </summary>
    public byte MinTtl { get; init; }

    /// <summary>Key of the TCP MD5 signatures (RFC 2385), which are the transport's; null signs nothing.</summary>
    public string? Password { get; init; }

    /// <summary>Proposed hold time in seconds: 0 or at least 3 (RFC 4271 §4.2).</summary>
    public ushort HoldTime { get; init; } = 240;

    /// <summary>
    /// Seconds between KEEPALIVEs; 0 means a third of the negotiated hold time, which is also the most it can be.
    /// </summary>
    public ushort KeepaliveTime { get; init; }

    /// <summary>Wait before the first connection attempt.</summary>
    public Duration ConnectDelay { get; init; } = Duration.FromSeconds(2);

    /// <summary>The least <see cref="ConnectRetry"/>.</summary>
    public static readonly Duration LeastConnectRetry = Duration.FromMilliseconds(1);

    /// <summary>ConnectRetryTime (RFC 4271 §8).</summary>
    public Duration ConnectRetry { get; init; } = Duration.FromSeconds(5);

    /// <summary>Time in Idle after the first error; doubles with each one that follows.</summary>
    public Duration ErrorWaitMin { get; init; } = Duration.FromSeconds(5);

    public Duration ErrorWaitMax { get; init; } = Duration.FromSeconds(30);

    /// <summary>DelayOpenTime (RFC 4271 §8.1.1 option 4); zero sends OPEN at once.</summary>
    public Duration DelayOpen { get; init; }

    public bool GracefulRestart { get; init; } = true;

    /// <summary>Restart time in seconds that our OPEN announces (RFC 4724 §3), at most 4095.</summary>
    public ushort GracefulRestartTime { get; init; } = 120;

    /// <summary>
    /// The longest that stale paths of a peer that came back may wait for its End-of-RIB (RFC 4724 §4.2).
    /// </summary>
    public Duration StalePathTime { get; init; } = Duration.FromSeconds(360);

    /// <summary>What to offer (RFC 4760).</summary>
    public BgpFamilies Families { get; init; } = BgpFamilies.Ipv4Unicast;

    /// <summary>Offer ADD-PATH (RFC 7911); sending means all paths, up to 63 a prefix.</summary>
    public AddPathMode AddPath { get; init; } = AddPathMode.Both;

    /// <summary>Offer messages of up to 65535 octets (RFC 8654).</summary>
    public bool ExtendedMessages { get; init; }

    /// <summary>Offer IPv4 routes with IPv6 next hops (RFC 8950).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>Offer AS numbers of four octets (RFC 6793); off only to try out old peers.</summary>
    public bool FourOctetAs { get; init; } = true;

    /// <summary>What this speaker is towards an external peer (RFC 9234 §4.1); null takes no part.</summary>
    public BgpRole? Role { get; init; }

    /// <summary>Refuse a peer that claims no role (RFC 9234 §4.2).</summary>
    public bool StrictRole { get; init; }

    /// <summary>The peer is a client of this route reflector (RFC 4456 §2).</summary>
    public bool RouteReflectorClient { get; init; }

    /// <summary>Tell internal peers our own address as next hop of what external peers gave us.</summary>
    public bool NextHopSelf { get; init; }

    /// <summary>Our next hop for IPv4 routes on a session over IPv6; zero: only by RFC 8950, else not at all.</summary>
    public IpAddress NextHopIpv4 { get; init; }

    /// <summary>Our next hop for IPv6 routes on a session over IPv4; zero: they are not announced.</summary>
    public IpAddress NextHopIpv6 { get; init; }

    /// <summary>Our link-local address on the link to the peer, told beside an IPv6 next hop (RFC 2545 §3).</summary>
    public IpAddress LinkLocal { get; init; }

    /// <summary>Offer enhanced route refresh (RFC 7313).</summary>
    public bool EnhancedRefresh { get; init; } = true;

    /// <summary>
    /// Offer long-lived graceful restart (RFC 9494 §3.1); empty, as a Calico node does, without a stale time.
    /// </summary>
    public bool LongLivedAware { get; init; } = true;

    /// <summary>Seconds that the peer may keep our routes after the restart time, 24 bits; 0 is none.</summary>
    public uint LongLivedStaleTime { get; init; }

    /// <summary>Most prefixes taken from the peer before Cease/1 (RFC 4486 §4); 0 is no limit.</summary>
    public int MaxPrefixes { get; init; }

    /// <summary>
    /// Percent of <see cref="MaxPrefixes"/> from which on the operator is told, once until it is below again; 0 tells
    /// nothing before the limit.
    /// </summary>
    public byte MaxPrefixesWarning { get; init; } = 75;

    /// <summary>
    /// Wait after Cease/1 until the session starts again by itself (RFC 4486 §4); zero is the ordinary wait after an
    /// error.
    /// </summary>
    public Duration MaxPrefixesRestart { get; init; }

    /// <summary>
    /// Octets of output kept for a peer that does not read; beyond it changes wait as a set of prefixes.
    /// </summary>
    public int OutputLimit { get; init; } = 64 * 1024;

    /// <summary>Times our own AS may stand in a received AS_PATH (RFC 4271 §9.1.2 has it 0).</summary>
    public int AllowOwnAs { get; init; }

    /// <summary>
    /// Routes whose AS_PATH has an AS_SET or AS_CONFED_SET count as withdrawn (RFC 9774 §3); else they are taken.
    /// </summary>
    public bool RejectAsSets { get; init; }

    /// <summary>Take nothing, whatever the policy says: RFC 8212 §2 wants it of an external peer by default.</summary>
    public bool ImportsNothing { get; init; }

    /// <summary>Tell nothing, whatever the policy says.</summary>
    public bool ExportsNothing { get; init; }

    /// <summary>Import and export policy; null accepts everything unchanged.</summary>
    public IBgpPolicy? Policy { get; init; }
}
