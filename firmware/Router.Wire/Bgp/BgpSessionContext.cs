namespace Router.Wire.Bgp;

/// <summary>What was agreed on the session and changes how an UPDATE is read and judged.</summary>
public readonly struct BgpSessionContext
{
    /// <summary>
    /// The peer is of our AS; LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST mean something (RFC 7606 §7).
    /// </summary>
    public bool Internal { get; init; }

    /// <summary>AS_PATH and AGGREGATOR carry four-octet numbers (RFC 6793 §4.1).</summary>
    public bool FourOctetAs { get; init; }

    /// <summary>The peer sends a path identifier with every IPv4 unicast prefix (RFC 7911 §3).</summary>
    public bool AddPath { get; init; }

    /// <summary>IPv4 prefixes may come with IPv6 next hops (RFC 8950 §4).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>The peer is of our confederation, so confederation segments are legal (RFC 5065 §5).</summary>
    public bool ConfederationMember { get; init; }

    /// <summary>The first AS of the path must be the peer's (RFC 4271 §6.3 allows it); external peers only.</summary>
    public bool EnforceFirstAs { get; init; }

    public Asn PeerAs { get; init; }
}
