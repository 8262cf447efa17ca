namespace Router.Wire.Bgp;

/// <summary>NEXT_HOP, type 3 (RFC 4271 §5.1.3).</summary>
public static class NextHopAttribute
{
    public static int Write(Octets destination, int offset, Ipv4Address nextHop)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.NextHop, Ipv4Address.Size);
        nextHop.Write(destination, at);
        return at + Ipv4Address.Size - offset;
    }

    // RFC 7606 §7.3: another length than 4 is treat-as-withdraw.
    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.Length != Ipv4Address.Size)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "NEXT_HOP is not four octets");
        }

        fields.NextHop = Ipv4Address.Read(block, attribute.Value.Offset);
        return IsHost(fields.NextHop)
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.InvalidNextHopAttribute,
                "NEXT_HOP is not the address of a host");
    }

    /// <summary>RFC 4271 §6.3: syntactically correct means a valid IP host address (RFC 1122 §3.2.1.3).</summary>
    internal static bool IsHost(Ipv4Address address) =>
        address.Value >> 24 != 0 && !address.IsLoopback && address.Value < 0xe000_0000;
}
