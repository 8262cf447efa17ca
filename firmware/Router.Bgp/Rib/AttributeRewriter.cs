using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Writes an attribute block anew with some attributes set, left out or prepended to.</summary>
internal struct AttributeRewriter
{
    public IpAddress? NextHop;
    public uint? Med;
    public bool DropMed;
    public uint? LocalPref;
    public bool DropLocalPref;

    /// <summary>Leave out what means something only inside the AS (RFC 4456 §8).</summary>
    public bool DropReflection;

    /// <summary>
    /// Unrecognized transitive attributes get the Partial bit (RFC 4271 §5): the block goes to another peer.
    /// </summary>
    public bool IsForwarded;
    public Asn PrependAs;
    public int PrependCount;

    /// <summary>
    /// AS_PATH in two-octet numbers, with AS4_PATH and AS4_AGGREGATOR where they say more (RFC 6793 §4.2.2).
    /// </summary>
    public bool TwoOctetAs;

    public readonly int Write(Octets destination, OctetsIn block)
    {
        BgpAttributeWriter writer = new(destination, 0);
        BgpAttributes fields = BgpAttributes.Read(block);
        bool med = false;
        bool localPref = false;
        bool as4 = !TwoOctetAs;
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            // Attributes that the block lacks go where the ascending order has them.
            WriteMissing(ref writer, attribute.Code, ref med, ref localPref);
            if (attribute.Code > BgpAttributeCode.As4Path && !as4)
            {
                WriteAs4(ref writer, block, fields);
                as4 = true;
            }

            WriteOne(ref writer, block, attribute, fields, ref med, ref localPref);
        }

        WriteMissing(ref writer, byte.MaxValue, ref med, ref localPref);
        if (!as4)
        {
            WriteAs4(ref writer, block, fields);
        }

        return writer.Length;
    }

    private static void WriteAs4(ref BgpAttributeWriter writer, OctetsIn block, in BgpAttributes fields)
    {
        if (AsPathAttribute.NeedsFourOctets(block, fields.AsPath))
        {
            writer.Value(BgpAttributeFlags.OptionalTransitive, BgpAttributeCode.As4Path, block, fields.AsPath);
        }

        if (fields.Has(BgpAttributeCode.Aggregator) && !fields.AggregatorAs.FitsTwoOctets)
        {
            writer.As4Aggregator(fields.AggregatorAs, fields.AggregatorAddress);
        }
    }

    private readonly void WriteMissing(ref BgpAttributeWriter writer, byte before, ref bool med, ref bool localPref)
    {
        if (before > BgpAttributeCode.Med && !med && Med.HasValue)
        {
            writer.Med(Med.Value);
            med = true;
        }

        if (before > BgpAttributeCode.LocalPref && !localPref && LocalPref.HasValue)
        {
            writer.LocalPref(LocalPref.Value);
            localPref = true;
        }
    }

    private readonly void WriteOne(ref BgpAttributeWriter writer, OctetsIn block, in BgpAttribute attribute,
        in BgpAttributes fields, ref bool med, ref bool localPref)
    {
        switch (attribute.Code)
        {
            case BgpAttributeCode.AsPath when TwoOctetAs:
                writer.AsPathTwoOctet(block, attribute.Value);
                break;
            case BgpAttributeCode.AsPath when PrependCount > 0:
                writer.AsPathPrepended(block, attribute.Value, PrependAs, PrependCount);
                break;
            case BgpAttributeCode.NextHop when NextHop.HasValue:
                writer.NextHop(NextHop.Value.V4);
                break;
            case BgpAttributeCode.Med when Med.HasValue:
                writer.Med(Med.Value);
                med = true;
                break;
            case BgpAttributeCode.LocalPref when LocalPref.HasValue:
                writer.LocalPref(LocalPref.Value);
                localPref = true;
                break;
            case BgpAttributeCode.Med when DropMed:
            case BgpAttributeCode.LocalPref when DropLocalPref:
            case BgpAttributeCode.OriginatorId when DropReflection:
            case BgpAttributeCode.ClusterList when DropReflection:
                break;
            case BgpAttributeCode.Aggregator when TwoOctetAs:
                writer.AggregatorTwoOctet(fields.AggregatorAs, fields.AggregatorAddress);
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
}
