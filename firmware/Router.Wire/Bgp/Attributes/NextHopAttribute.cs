namespace Router.Wire.Bgp;

/// <summary>
/// NEXT_HOP, type 3 (RFC 4271 §5.1.3). On the wire it holds an IPv4 address. In a stored set it holds the next hop of
/// any family, as the octets of MP_REACH_NLRI: 4, 16, or 32 with a link-local address in the second half.
/// </summary>
public static class NextHopAttribute
{
    /// <summary>A global address with a link-local one beside it (RFC 2545 §3).</summary>
    internal const int PairSize = 2 * Ipv6Address.Size;

    /// <summary>Writes an attribute of 4 or 16 octets.</summary>
    public static int Write(Octets destination, int offset, IpAddress nextHop)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.NextHop, nextHop.Size);
        nextHop.Write(destination, at);
        return at + nextHop.Size - offset;
    }

    /// <summary>Writes an attribute of 32 octets; of 16 when there is no link-local address.</summary>
    public static int Write(Octets destination, int offset, Ipv6Address nextHop, Ipv6Address linkLocal)
    {
        int size = linkLocal == Ipv6Address.Any ? Ipv6Address.Size : PairSize;
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.NextHop, size);
        nextHop.Write(destination, at);
        if (size == PairSize)
        {
            linkLocal.Write(destination, at + Ipv6Address.Size);
        }

        return at + size - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        bool hasNlri, ref BgpAttributes fields)
    {
        if (context.Stored)
        {
            Read(block, attribute.Value, ref fields);
            return BgpError.None;
        }

        // RFC 7606 §7.3: another length than 4 is treat-as-withdraw.
        if (attribute.Value.Length != Ipv4Address.Size)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "NEXT_HOP is not four octets");
        }

        fields.NextHop = IpAddress.ReadV4(block, attribute.Value.Offset);

        // RFC 4760 §3: beside routes of MP_REACH_NLRI alone, what it says is ignored.
        return !hasNlri || IsHost(fields.NextHop.V4)
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.InvalidNextHopAttribute,
                "NEXT_HOP is not the address of a host");
    }

    /// <summary>The octets of MP_REACH_NLRI's next hop that a stored set keeps: a second half only if it is
    /// link-local (RFC 2545 §3).</summary>
    internal static BgpRange Significant(OctetsIn block, BgpRange nextHop) =>
        nextHop.Length == PairSize && !IpAddress.ReadV6(block, nextHop.Offset + Ipv6Address.Size).IsLinkLocal
            ? new BgpRange(nextHop.Offset, Ipv6Address.Size)
            : nextHop;

    /// <summary>True for 4, 16 or 32 octets that say where to send packets.</summary>
    internal static bool IsHost(OctetsIn block, BgpRange nextHop)
    {
        if (nextHop.Length == Ipv4Address.Size)
        {
            return IsHost(Ipv4Address.Read(block, nextHop.Offset));
        }

        IpAddress first = IpAddress.ReadV6(block, nextHop.Offset);
        if (first.IsV4)
        {
            // RFC 4291 §2.5.5.2: an IPv4 next hop in an IPv6 field, as IPv6 routes of an IPv4 session have it.
            return IsHost(first.V4);
        }

        // A session over link-local addresses has no global one to give: BIRD then writes :: before the other half.
        return first.IsZero
            ? Significant(block, nextHop).Length == PairSize
            : !IsMulticast(first.V6) && first.V6 != new Ipv6Address(0, 1);
    }

    /// <summary>RFC 4271 §6.3: syntactically correct means a valid IP host address (RFC 1122 §3.2.1.3).</summary>
    private static bool IsHost(Ipv4Address address) =>
        address.Value >> 24 != 0 && !address.IsLoopback && address.Value < 0xe000_0000;

    private static bool IsMulticast(Ipv6Address address) => address.High >> 56 == 0xff;

    private static void Read(OctetsIn block, BgpRange value, ref BgpAttributes fields)
    {
        if (value.Length == Ipv4Address.Size)
        {
            fields.NextHop = IpAddress.ReadV4(block, value.Offset);
            return;
        }

        if (value.Length is not (Ipv6Address.Size or PairSize))
        {
            return;
        }

        fields.NextHop = IpAddress.ReadV6(block, value.Offset);
        IpAddress last = IpAddress.ReadV6(block, value.End - Ipv6Address.Size);
        if (last.IsLinkLocal && !last.IsV4)
        {
            fields.LinkLocal = last.V6;
            fields.NextHop = fields.NextHop.IsZero ? last : fields.NextHop;
        }
    }
}
