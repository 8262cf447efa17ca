namespace Router.Wire.Bgp;

/// <summary>
/// The attributes of one UPDATE as plain fields. Numbers are values; everything of variable length is a range of the
/// attribute block, which the holder of this struct keeps beside it.
/// </summary>
public struct BgpAttributes
{
    private static readonly BgpSessionContext s_stored = new()
    {
        Internal = true,
        FourOctetAs = true,
        ConfederationMember = true,
        Stored = true,
    };

    /// <summary>Codes that were received, found good and not discarded.</summary>
    private BgpAttributeSet _kept;

    public BgpOrigin Origin { get; internal set; }

    /// <summary>Segments of <see cref="AsSize"/>-octet numbers.</summary>
    public BgpRange AsPath { get; internal set; }

    /// <summary>4, or 2 in what a peer without four-octet AS numbers sent.</summary>
    public byte AsSize { get; internal set; }

    /// <summary>
    /// NEXT_HOP: an IPv4 address on the wire, one of either family in a stored set. Where a peer gave a link-local
    /// address alone it is that one.
    /// </summary>
    public IpAddress NextHop { get; internal set; }

    /// <summary>The link-local address of a stored set's next hop (RFC 2545 §3); :: where there is none.</summary>
    public Ipv6Address LinkLocal { get; internal set; }

    public uint Med { get; internal set; }

    public uint LocalPref { get; internal set; }

    public Asn AggregatorAs { get; internal set; }

    public Ipv4Address AggregatorAddress { get; internal set; }

    /// <summary>Four octets each.</summary>
    public BgpRange Communities { get; internal set; }

    public RouterId OriginatorId { get; internal set; }

    /// <summary>Four octets each, the nearest cluster first.</summary>
    public BgpRange ClusterList { get; internal set; }

    /// <summary>Eight octets each.</summary>
    public BgpRange ExtendedCommunities { get; internal set; }

    /// <summary>Twelve octets each.</summary>
    public BgpRange LargeCommunities { get; internal set; }

    /// <summary>OTC (RFC 9234 §5).</summary>
    public Asn OnlyToCustomer { get; internal set; }

    /// <summary>The path in four-octet numbers that a two-octet peer passed along (RFC 6793 §3).</summary>
    public BgpRange As4Path { get; internal set; }

    public Asn As4AggregatorAs { get; internal set; }

    public Ipv4Address As4AggregatorAddress { get; internal set; }

    /// <summary>The family of MP_REACH_NLRI, where there is one.</summary>
    public BgpFamily MpReachFamily { get; internal set; }

    public BgpRange MpNextHop { get; internal set; }

    public BgpRange MpReachNlri { get; internal set; }

    public BgpFamily MpUnreachFamily { get; internal set; }

    public BgpRange MpUnreachNlri { get; internal set; }

    public readonly bool HasMed => Has(BgpAttributeCode.Med);

    public readonly bool HasLocalPref => Has(BgpAttributeCode.LocalPref);

    public readonly bool HasOnlyToCustomer => Has(BgpAttributeCode.OnlyToCustomer);

    public readonly bool AtomicAggregate => Has(BgpAttributeCode.AtomicAggregate);

    /// <summary>Reads a block that <see cref="BgpUpdateView.WriteCanonical"/> or the attribute writer made.</summary>
    public static BgpAttributes Read(OctetsIn block)
    {
        BgpAttributeJudge judge = new(block, s_stored, hasNlri: true);
        judge.Run();
        return judge.Fields;
    }

    /// <summary>True for octets that <see cref="BgpUpdateView.WriteCanonical"/> could have made.</summary>
    public static bool IsCanonical(OctetsIn block)
    {
        BgpAttributeJudge judge = new(block, s_stored, hasNlri: true);
        judge.Run();
        return judge.IsCanonical && judge.Worst.IsNone;
    }

    public readonly bool Has(byte code) => _kept.Contains(code);

    internal void Keep(byte code) => _kept.Add(code);

    internal void Discard(byte code) => _kept.Remove(code);
}
