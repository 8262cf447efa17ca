using System;

namespace Router.Wire.Bgp;

/// <summary>
/// Builds an attribute block. Attributes are added in ascending order of their type codes, the order that RFC 4271 §5
/// asks of senders; adding one out of order is a defect of the caller and throws.
/// </summary>
public ref struct BgpAttributeWriter
{
    private readonly Octets _destination;
    private readonly int _start;
    private int _last;

    public BgpAttributeWriter(Octets destination, int offset)
    {
        _destination = destination;
        _start = offset;
        _last = -1;
        Position = offset;
    }

    /// <summary>Where the next attribute goes.</summary>
    public int Position { get; private set; }

    public readonly int Length => Position - _start;

    public void Origin(BgpOrigin origin) =>
        Position += OriginAttribute.Write(_destination, Next(BgpAttributeCode.Origin), origin);

    /// <summary>AS_PATH with the octets of a path as they are; an empty range is the empty path.</summary>
    public void AsPath(OctetsIn octets, BgpRange path) =>
        Value(BgpAttributeFlags.WellKnown, BgpAttributeCode.AsPath, octets, path);

    /// <summary>AS_PATH of a four-octet path with an AS in front <paramref name="count"/> times.</summary>
    public void AsPathPrepended(OctetsIn octets, BgpRange path, Asn asn, int count)
    {
        int at = Next(BgpAttributeCode.AsPath);

        // The value is written behind the longer header and moved down when the shorter one is enough.
        int length = AsPathAttribute.WritePrepended(_destination, at + 4, octets, path, asn, count);
        Position += Settle(at, BgpAttributeFlags.WellKnown, BgpAttributeCode.AsPath, length);
    }

    /// <summary>
    /// AS_PATH of a four-octet path for a peer with two-octet numbers; AS4_PATH goes with it where needed.
    /// </summary>
    public void AsPathTwoOctet(OctetsIn octets, BgpRange path)
    {
        int at = Next(BgpAttributeCode.AsPath);
        int length = AsPathAttribute.WriteTwoOctet(_destination, at + 4, octets, path);
        Position += Settle(at, BgpAttributeFlags.WellKnown, BgpAttributeCode.AsPath, length);
    }

    /// <summary>NEXT_HOP of 4 or 16 octets; those of a stored set may be of any family.</summary>
    public void NextHop(IpAddress nextHop) =>
        Position += NextHopAttribute.Write(_destination, Next(BgpAttributeCode.NextHop), nextHop);

    /// <summary>The next hop of a stored set with a link-local address beside the global one.</summary>
    public void NextHop(Ipv6Address nextHop, Ipv6Address linkLocal) =>
        Position += NextHopAttribute.Write(_destination, Next(BgpAttributeCode.NextHop), nextHop, linkLocal);

    public void Med(uint med) => Position += MedAttribute.Write(_destination, Next(BgpAttributeCode.Med), med);

    public void LocalPref(uint localPref) =>
        Position += LocalPrefAttribute.Write(_destination, Next(BgpAttributeCode.LocalPref), localPref);

    public void AtomicAggregate() =>
        Position += AtomicAggregateAttribute.Write(_destination, Next(BgpAttributeCode.AtomicAggregate));

    public void Aggregator(Asn asn, Ipv4Address address, byte flags = BgpAttributeFlags.OptionalTransitive) =>
        Position += AggregatorAttribute.Write(_destination, Next(BgpAttributeCode.Aggregator), asn, address, flags);

    public void AggregatorTwoOctet(Asn asn, Ipv4Address address) => Position +=
        AggregatorAttribute.WriteTwoOctet(_destination, Next(BgpAttributeCode.Aggregator), asn, address);

    public void Communities(ReadOnlySpan<uint> communities)
    {
        int at = Next(BgpAttributeCode.Communities);
        at += BgpAttribute.WriteHeader(_destination, at, BgpAttributeFlags.OptionalTransitive,
            BgpAttributeCode.Communities, communities.Length * CommunitiesAttribute.EntrySize);
        for (int i = 0; i < communities.Length; i++, at += CommunitiesAttribute.EntrySize)
        {
            BigEndian.WriteUInt32(_destination, at, communities[i]);
        }

        Position = at;
    }

    public void OriginatorId(RouterId originator) =>
        Position += OriginatorIdAttribute.Write(_destination, Next(BgpAttributeCode.OriginatorId), originator);

    public void ClusterListPrepended(uint cluster, OctetsIn octets, BgpRange clusters) => Position +=
        ClusterListAttribute.WritePrepended(_destination, Next(BgpAttributeCode.ClusterList), cluster, octets,
            clusters);

    public void As4Aggregator(Asn asn, Ipv4Address address) =>
        Position += As4AggregatorAttribute.Write(_destination, Next(BgpAttributeCode.As4Aggregator), asn, address);

    public void OnlyToCustomer(Asn asn) =>
        Position += OnlyToCustomerAttribute.Write(_destination, Next(BgpAttributeCode.OnlyToCustomer), asn);

    /// <summary>Copies an attribute of a stored block as it is.</summary>
    public void Copy(OctetsIn block, in BgpAttribute attribute) =>
        Value(attribute.Flags, attribute.Code, block, attribute.Value);

    /// <summary>
    /// Passes an attribute on to another peer: Partial is set on a transitive one that is not recognized
    /// here (RFC 4271 §5).
    /// </summary>
    public void Forward(OctetsIn block, in BgpAttribute attribute)
    {
        bool recognized = BgpAttributeCode.TryGetFlags(attribute.Code, out _);
        byte flags = (byte)(attribute.Flags | (recognized ? 0 : BgpAttributeFlags.Partial));
        Value(flags, attribute.Code, block, attribute.Value);
    }

    /// <summary>Any attribute: flags, code and the octets of its value.</summary>
    public void Value(byte flags, byte code, OctetsIn octets, BgpRange value)
    {
        int at = Next(code);
        at += BgpAttribute.WriteHeader(_destination, at, flags, code, value.Length);
        for (int i = value.Offset; i < value.End; i++)
        {
            _destination[at++] = octets[i];
        }

        Position = at;
    }

    private int Next(byte code)
    {
        if (code <= _last)
        {
            throw new InvalidOperationException("attributes are written in ascending order of their type codes");
        }

        _last = code;
        return Position;
    }

    private readonly int Settle(int at, byte flags, byte code, int length)
    {
        int header = BgpAttribute.WriteHeader(_destination, at, flags, code, length);
        if (header == 3)
        {
            _destination.Slice(at + 4, length).CopyTo(_destination.Slice(at + 3));
        }

        return header + length;
    }
}
