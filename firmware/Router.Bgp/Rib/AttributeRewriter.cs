using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// Writes an attribute block anew with some attributes set, left out or prepended to. The block is canonical: ascending
/// codes, four-octet AS numbers, the next hop as attribute 3 of 4, 16 or 32 octets. It allocates nothing.
/// </summary>
internal struct AttributeRewriter
{
    public IpAddress? NextHop;

    /// <summary>
    /// Goes behind an IPv6 <see cref="NextHop"/> (RFC 2545 §3); null leaves the link-local half out.
    /// </summary>
    public IpAddress? LinkLocal;

    /// <summary>A next hop that stays loses its link-local half: the receiver is on another link.</summary>
    public bool DropLinkLocal;
    public uint? Med;
    public bool DropMed;
    public uint? LocalPref;
    public bool DropLocalPref;

    /// <summary>Set unless the path has one, as the first reflector does (RFC 4456 §8).</summary>
    public RouterId? OriginatorId;

    /// <summary>The cluster that goes in front of CLUSTER_LIST (RFC 4456 §8).</summary>
    public uint? PrependCluster;

    /// <summary>Leave out what means something only inside the AS (RFC 4456 §8).</summary>
    public bool DropReflection;

    /// <summary>Only to Customer, set unless the path has one (RFC 9234 §5).</summary>
    public Asn? Otc;

    /// <summary>Adds LLGR_STALE to COMMUNITIES (RFC 9494 §4.3).</summary>
    public bool AddLlgrStale;

    /// <summary>Non-transitive extended communities stay in the AS (RFC 4360 §6).</summary>
    public bool DropNonTransitive;

    /// <summary>Steps of a policy, in order.</summary>
    public ReadOnlyMemory<BgpCommunityEdit> Communities;

    /// <summary>
    /// Unrecognized transitive attributes get the Partial bit (RFC 4271 §5): the block goes to another peer.
    /// </summary>
    public bool IsForwarded;

    /// <summary>Leftmost, <see cref="PrependCount"/> times.</summary>
    public Asn PrependAs;
    public int PrependCount;

    /// <summary>Between those and the path.</summary>
    public ReadOnlyMemory<Asn> PrependPath;

    /// <summary>
    /// AS_PATH in two-octet numbers, with AS4_PATH and AS4_AGGREGATOR where they say more (RFC 6793 §4.2.2). It is a
    /// pass of its own: AS_PATH is not prepended to in it.
    /// </summary>
    public bool TwoOctetAs;

    /// <summary>Octets that <see cref="Write"/> takes at most of a block of this length.</summary>
    public readonly int Bound(int blockLength)
    {
        // AS4_PATH is as long as AS_PATH. Of fixed length: next hop, MED, LOCAL_PREF, reflection, OTC, AS4_AGGREGATOR;
        // three headers grow by one.
        int as4 = TwoOctetAs ? blockLength : 0;
        return blockLength + as4 + 128 + PathPrepender.Growth(PrependCount + PrependPath.Length)
            + ((Communities.Length + 1) * (LargeCommunitiesAttribute.EntrySize + 4));
    }

    /// <summary>Takes over what a policy asks for, but for <see cref="BgpRouteEdit.NextHopRule"/>.</summary>
    public void Apply(in BgpRouteEdit edit)
    {
        NextHop = edit.NextHop ?? NextHop;
        LinkLocal = edit.NextHop.HasValue ? null : LinkLocal;
        Med = edit.Med ?? Med;
        DropMed |= edit.DropMed;
        LocalPref = edit.LocalPref ?? LocalPref;
        PrependCount += edit.Prepend;
        PrependPath = edit.PrependPath;
        Communities = edit.Communities;
    }

    /// <summary>Gives the length of the new block.</summary>
    public readonly int Write(Octets destination, OctetsIn block)
    {
        BgpAttributeWriter writer = new(destination, 0);
        Pending pending = new(Inserted());
        BgpAttribute path = default;
        BgpAttribute aggregator = default;
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            path = attribute.Code == BgpAttributeCode.AsPath ? attribute : path;
            aggregator = attribute.Code == BgpAttributeCode.Aggregator ? attribute : aggregator;

            // Attributes that the block lacks go where the ascending order has them.
            while (pending.TryTake(attribute.Code, out byte missing))
            {
                WriteMissing(ref writer, destination, block, missing, path, aggregator);
            }

            pending.Drop(attribute.Code);
            WriteOne(ref writer, destination, block, attribute);
        }

        while (pending.TryTake(byte.MaxValue, out byte missing))
        {
            WriteMissing(ref writer, destination, block, missing, path, aggregator);
        }

        return writer.Length;
    }

    /// <summary>Codes that have to be in the new block although the old one may lack them, as bits.</summary>
    private readonly ulong Inserted()
    {
        ulong codes = 0;
        Mark(ref codes, NextHop.HasValue, BgpAttributeCode.NextHop);
        Mark(ref codes, Med.HasValue, BgpAttributeCode.Med);
        Mark(ref codes, LocalPref.HasValue, BgpAttributeCode.LocalPref);
        Mark(ref codes, OriginatorId.HasValue, BgpAttributeCode.OriginatorId);
        Mark(ref codes, PrependCluster.HasValue, BgpAttributeCode.ClusterList);
        Mark(ref codes, Otc.HasValue, BgpAttributeCode.OnlyToCustomer);
        Mark(ref codes, TwoOctetAs, BgpAttributeCode.As4Path);
        Mark(ref codes, TwoOctetAs, BgpAttributeCode.As4Aggregator);
        Mark(ref codes, PrependCount + PrependPath.Length > 0, BgpAttributeCode.AsPath);
        Mark(ref codes, AddLlgrStale || Touches(BgpCommunityKind.Standard), BgpAttributeCode.Communities);
        Mark(ref codes, Touches(BgpCommunityKind.Extended), BgpAttributeCode.ExtendedCommunities);
        Mark(ref codes, Touches(BgpCommunityKind.Large), BgpAttributeCode.LargeCommunities);
        return codes;
    }

    private static void Mark(ref ulong codes, bool isSet, byte code) => codes |= isSet ? 1UL << code : 0;

    private readonly bool Touches(BgpCommunityKind kind) =>
        Communities.Length > 0 && CommunityRewriter.Touches(Communities.Span, kind);

    private readonly void WriteMissing(ref BgpAttributeWriter writer, Octets destination, OctetsIn block, byte code,
        in BgpAttribute path, in BgpAttribute aggregator)
    {
        switch (code)
        {
            case BgpAttributeCode.AsPath:
                WriteAsPath(ref writer, destination, default, default);
                break;
            case BgpAttributeCode.NextHop:
                WriteNextHop(ref writer, destination);
                break;
            case BgpAttributeCode.Med:
                writer.Med(Med!.Value);
                break;
            case BgpAttributeCode.LocalPref:
                writer.LocalPref(LocalPref!.Value);
                break;
            case BgpAttributeCode.OriginatorId:
                writer.OriginatorId(OriginatorId!.Value);
                break;
            case BgpAttributeCode.ClusterList:
                writer.ClusterListPrepended(PrependCluster!.Value, default, default);
                break;
            case BgpAttributeCode.OnlyToCustomer:
                writer.OnlyToCustomer(Otc!.Value);
                break;
            case BgpAttributeCode.As4Path:
                if (AsPathAttribute.NeedsFourOctets(block, path.Value))
                {
                    writer.Value(BgpAttributeFlags.OptionalTransitive, code, block, path.Value);
                }

                break;
            case BgpAttributeCode.As4Aggregator:
                if (TryReadAggregator(block, aggregator, out Asn asn, out Ipv4Address address) && !asn.FitsTwoOctets)
                {
                    writer.As4Aggregator(asn, address);
                }

                break;
            default:
                WriteCommunities(ref writer, destination, default, default, code, BgpAttributeFlags.OptionalTransitive);
                break;
        }
    }

    private readonly void WriteOne(ref BgpAttributeWriter writer, Octets destination, OctetsIn block,
        in BgpAttribute attribute)
    {
        switch (attribute.Code)
        {
            case BgpAttributeCode.AsPath when TwoOctetAs:
                writer.AsPathTwoOctet(block, attribute.Value);
                break;
            case BgpAttributeCode.AsPath when PrependCount + PrependPath.Length > 0:
                WriteAsPath(ref writer, destination, block, attribute.Value);
                break;
            case BgpAttributeCode.NextHop when NextHop.HasValue:
                WriteNextHop(ref writer, destination);
                break;
            case BgpAttributeCode.NextHop when DropLinkLocal && attribute.Value.Length == 2 * Ipv6Address.Size:
                writer.Value(attribute.Flags, attribute.Code, block,
                    new BgpRange(attribute.Value.Offset, Ipv6Address.Size));
                break;
            case BgpAttributeCode.Med when Med.HasValue:
                writer.Med(Med.Value);
                break;
            case BgpAttributeCode.LocalPref when LocalPref.HasValue:
                writer.LocalPref(LocalPref.Value);
                break;
            case BgpAttributeCode.Med when DropMed:
            case BgpAttributeCode.LocalPref when DropLocalPref:
            case BgpAttributeCode.OriginatorId when DropReflection:
            case BgpAttributeCode.ClusterList when DropReflection:
                break;
            case BgpAttributeCode.ClusterList when PrependCluster.HasValue:
                writer.ClusterListPrepended(PrependCluster.Value, block, attribute.Value);
                break;
            case BgpAttributeCode.Aggregator when TwoOctetAs
                && TryReadAggregator(block, attribute, out Asn asn, out Ipv4Address address):
                writer.AggregatorTwoOctet(asn, address);
                break;
            case BgpAttributeCode.Communities when AddLlgrStale || Touches(BgpCommunityKind.Standard):
            case BgpAttributeCode.ExtendedCommunities when DropNonTransitive || Touches(BgpCommunityKind.Extended):
            case BgpAttributeCode.LargeCommunities when Touches(BgpCommunityKind.Large):
                WriteCommunities(ref writer, destination, block, attribute.Value, attribute.Code, attribute.Flags);
                break;
            default:
                if (IsForwarded)
                {
                    writer.Forward(block, attribute);
                }
                else
                {
                    writer.Copy(block, attribute);
                }

                break;
        }
    }

    private static bool TryReadAggregator(OctetsIn block, in BgpAttribute attribute, out Asn asn,
        out Ipv4Address address)
    {
        bool isThere = attribute.Value.Length == 4 + Ipv4Address.Size;
        asn = isThere ? AsPathAttribute.ReadAs(block, attribute.Value.Offset, 4) : default;
        address = isThere ? Ipv4Address.Read(block, attribute.Value.Offset + 4) : default;
        return isThere;
    }

    private readonly void WriteNextHop(ref BgpAttributeWriter writer, Octets destination)
    {
        IpAddress global = NextHop!.Value;
        global.Write(destination, writer.Position + 4);
        int length = global.Size;
        if (LinkLocal.HasValue && !global.IsV4 && !LinkLocal.Value.IsV4)
        {
            LinkLocal.Value.Write(destination, writer.Position + 4 + length);
            length += Ipv6Address.Size;
        }

        Settle(ref writer, destination, BgpAttributeFlags.WellKnown, BgpAttributeCode.NextHop, length);
    }

    private readonly void WriteAsPath(ref BgpAttributeWriter writer, Octets destination, OctetsIn block, BgpRange path)
    {
        PathPrepender prepender = new(PrependAs, PrependCount, PrependPath.Span);
        int length = prepender.Write(destination, writer.Position + 4, block, path);
        Settle(ref writer, destination, BgpAttributeFlags.WellKnown, BgpAttributeCode.AsPath, length);
    }

    private readonly void WriteCommunities(ref BgpAttributeWriter writer, Octets destination, OctetsIn block,
        BgpRange value, byte code, byte flags)
    {
        BgpCommunityKind kind = code == BgpAttributeCode.Communities ? BgpCommunityKind.Standard
            : code == BgpAttributeCode.ExtendedCommunities ? BgpCommunityKind.Extended : BgpCommunityKind.Large;
        int at = writer.Position + 4;
        int length = CommunityRewriter.Write(destination, at, block, value, kind, Communities.Span,
            DropNonTransitive && kind == BgpCommunityKind.Extended);
        if (AddLlgrStale && kind == BgpCommunityKind.Standard && !CommunitiesAttribute.Contains(destination,
            new BgpRange(at, length), CommunitiesAttribute.LlgrStale))
        {
            BigEndian.WriteUInt32(destination, at + length, CommunitiesAttribute.LlgrStale);
            length += CommunitiesAttribute.EntrySize;
        }

        // RFC 7606 §7.8: an empty attribute would be malformed.
        if (length > 0)
        {
            Settle(ref writer, destination, flags, code, length);
        }
    }

    // The value was written behind the longer header; it is copied upwards by an octet where the shorter one is enough.
    private static void Settle(ref BgpAttributeWriter writer, Octets destination, byte flags, byte code, int length) =>
        writer.Value(flags, code, destination, new BgpRange(writer.Position + 4, length));

    /// <summary>Codes still to be written, taken in ascending order.</summary>
    private struct Pending
    {
        private ulong _codes;

        public Pending(ulong codes) => _codes = codes;

        public void Drop(byte code) => _codes &= code < 64 ? ~(1UL << code) : ulong.MaxValue;

        public bool TryTake(byte before, out byte code)
        {
            code = 0;
            if (_codes == 0)
            {
                return false;
            }

            while ((_codes & (1UL << code)) == 0)
            {
                code++;
            }

            if (code >= before)
            {
                return false;
            }

            Drop(code);
            return true;
        }
    }
}
