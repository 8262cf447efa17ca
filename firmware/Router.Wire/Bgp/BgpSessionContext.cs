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
    public bool AddPathIpv4 { get; init; }

    /// <summary>The same for IPv6 unicast.</summary>
    public bool AddPathIpv6 { get; init; }

    /// <summary>
    /// IPv6 unicast was agreed. Without it its routes are located and passed over (RFC 4760 §6 lets us), like those
    /// of every family that is not known here.
    /// </summary>
    public bool Ipv6 { get; init; }

    /// <summary>IPv4 prefixes may come with IPv6 next hops (RFC 8950 §4).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>The peer is of our confederation, so confederation segments are legal (RFC 5065 §5).</summary>
    public bool ConfederationMember { get; init; }

    /// <summary>The first AS of the path must be the peer's (RFC 4271 §6.3 allows it); external peers only.</summary>
    public bool EnforceFirstAs { get; init; }

    public Asn PeerAs { get; init; }

    /// <summary>
    /// Routes whose path has AS_SET or AS_CONFED_SET segments count as withdrawn (RFC 9774 §3); else they are taken,
    /// as an operator may choose for the time of transition.
    /// </summary>
    public bool RejectAsSets { get; init; }

    /// <summary>
    /// The block is one of ours, as <see cref="BgpUpdateView.WriteCanonical"/> made it: nothing to find fault with,
    /// and NEXT_HOP holds 4, 16 or 32 octets, whatever carried them.
    /// </summary>
    internal bool Stored { get; init; }

    internal bool AddPathOf(BgpFamily family) => family == BgpFamily.Ipv6Unicast ? AddPathIpv6 : AddPathIpv4;

    /// <summary>True for the families whose routes are read.</summary>
    internal bool Reads(BgpFamily family) =>
        family == BgpFamily.Ipv4Unicast || (Ipv6 && family == BgpFamily.Ipv6Unicast);
}
