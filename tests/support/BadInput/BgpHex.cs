using System.Globalization;
using System.Linq;

namespace Router.Tests.Support;

/// <summary>
/// Messages spelled out in hexadecimal, by the layouts of RFC 4271 §4 and not by the code under test. The world of the
/// cases: we are AS 64512, the peer under suspicion AS 65001 (or 64512), its next hop 192.0.2.9.
/// </summary>
public static class BgpHex
{
    public const int OurAs = 64512;
    public const int PeerAs = 65001;

    /// <summary>198.51.100.9.</summary>
    public const string PeerId = "c6336409";

    /// <summary>192.0.2.1, which is our end of the session, too.</summary>
    public const string OurId = "c0000201";

    public const string OurAddress = "c0000201";

    public const string Marker = "ffffffffffffffffffffffffffffffff";
    public const string Keepalive = Marker + "001304";
    public const string EndOfRib = Marker + "001702" + "00000000";

    /// <summary>Announced before the case, so that its loss can be seen: by the peer under suspicion.</summary>
    public const string Victim = "10.1.0.0/16";

    public const string VictimNlri = "100a01";
    public const string Victim6 = "2001:db8:1::/48";
    public const string Victim6Nlri = "3020010db80001";

    /// <summary>Announced by the case alone.</summary>
    public const string Fresh = "10.2.0.0/16";

    public const string FreshNlri = "100a02";
    public const string Fresh6 = "2001:db8:2::/48";
    public const string Fresh6Nlri = "3020010db80002";

    /// <summary>Announced before the case and never mentioned again.</summary>
    public const string Bystander = "10.9.0.0/16";

    public const string BystanderNlri = "100a09";

    public const string Origin = "40010100";
    public const string Path = "40020602010000fde9";
    public const string Hop = "400304c0000209";

    /// <summary>Of the external peer with four-octet numbers.</summary>
    public const string Good = Origin + Path + Hop;

    /// <summary>Of the internal one.</summary>
    public const string Inner = Origin + "400200" + Hop + "40050400000064";

    /// <summary>Of the external peer with two-octet numbers.</summary>
    public const string Old = Origin + "40020402" + "01fde9" + Hop;

    /// <summary>2001:db8::9.</summary>
    public const string Hop6 = "20010db8000000000000000000000009";

    public static string Number(int value, int octets) =>
        value.ToString("x" + (2 * octets).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static string Repeat(string hex, int count) => string.Concat(Enumerable.Repeat(hex, count));

    public static string Message(byte type, string body) =>
        Marker + Number(19 + (body.Length / 2), 2) + Number(type, 1) + body;

    /// <summary>A header that says what its message does not hold.</summary>
    public static string Header(int length, int type) => Marker + Number(length, 2) + Number(type, 1);

    public static string Update(string attributes, string nlri = VictimNlri, string withdrawn = "") => Message(2,
        Number(withdrawn.Length / 2, 2) + withdrawn + Number(attributes.Length / 2, 2) + attributes + nlri);

    /// <summary>An attribute with the shortest header.</summary>
    public static string Attribute(int flags, int code, string value) => value.Length / 2 > 255
        ? Number(flags | 0x10, 1) + Number(code, 1) + Number(value.Length / 2, 2) + value
        : Number(flags, 1) + Number(code, 1) + Number(value.Length / 2, 1) + value;

    /// <summary>MP_REACH_NLRI: AFI and SAFI as hexadecimal, next hop, prefixes.</summary>
    public static string Reach(string family, string nextHop, string nlri, int flags = 0x80) =>
        Attribute(flags, 14, family + Number(nextHop.Length / 2, 1) + nextHop + "00" + nlri);

    public static string Unreach(string family, string nlri, int flags = 0x80) => Attribute(flags, 15, family + nlri);

    /// <summary>An OPEN, its optional parameters as they are with the length octet in front.</summary>
    public static string RawOpen(string parameters, int asn = PeerAs, int hold = 240, string id = PeerId,
        int version = 4) => Message(1, Number(version, 1) + Number(asn, 2) + Number(hold, 2) + id + parameters);

    /// <summary>An OPEN with these capabilities in one parameter.</summary>
    public static string Open(string capabilities, int asn = PeerAs, int hold = 240, string id = PeerId) =>
        RawOpen(capabilities.Length == 0 ? "00"
            : Number((capabilities.Length / 2) + 2, 1) + "02" + Number(capabilities.Length / 2, 1) + capabilities,
            asn, hold, id);

    /// <summary>A well-behaved OPEN for a session of this kind.</summary>
    public static string OpenFor(BadSession session)
    {
        int asn = session.HasFlag(BadSession.Internal) ? OurAs : PeerAs;
        return Open(Capabilities(session), asn, session.HasFlag(BadSession.ShortHold) ? 3 : 240);
    }

    public static string Capabilities(BadSession session)
    {
        int asn = session.HasFlag(BadSession.Internal) ? OurAs : PeerAs;
        return "010400010001" + "0200"
            + If(BadSession.Ipv6, "010400020001")
            + If(BadSession.ExtendedNextHop, "0506" + "000100010002")
            + If(BadSession.ExtendedMessages, "0600")
            + (session.HasFlag(BadSession.TwoOctetAs) ? string.Empty : "4104" + Number(asn, 4))
            + If(BadSession.AddPath, "4504" + "00010103")
            + If(BadSession.EnhancedRefresh, "4600");

        string If(BadSession flag, string capability) => session.HasFlag(flag) ? capability : string.Empty;
    }
}
