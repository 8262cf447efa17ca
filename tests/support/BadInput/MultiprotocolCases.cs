using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>MP_REACH_NLRI and MP_UNREACH_NLRI: RFC 4760, RFC 2545, RFC 8950; RFC 7606 §5.3, §7.11.</summary>
public static class MultiprotocolCases
{
    private const string V4 = "000101";
    private const string V6 = "000201";
    private const string Hop4 = "c0000209";
    private const string Local = "fe800000000000000000000000000009";
    private const string Zero = "00000000000000000000000000000000";
    private const string Head = Origin + Path;

    public static IEnumerable<BadCase> All()
    {
        foreach ((string name, string attributes) in Fatal())
        {
            yield return Case(name, "RFC 7606 §7.11", BadSession.Ipv6, Update(attributes + Head, string.Empty),
                BadAnswer.Notify(3, 9, data: null));
        }

        foreach ((string name, string attributes, byte subcode) in Structure())
        {
            yield return Case(name, "RFC 7606 §3 (g), §5.3", BadSession.Ipv6, Update(attributes + Head, string.Empty),
                BadAnswer.Notify(3, subcode, data: null));
        }

        foreach ((string name, string hop) in BadHops())
        {
            yield return Case(name, "RFC 4760 §3", BadSession.Ipv6, Update(Reach(V6, hop, Victim6Nlri) + Head, ""),
                BadAnswer.Withdraw(Victim6));
        }

        foreach ((string name, BadSession session, string octets, BadAnswer answer) in Others())
        {
            yield return Case(name, "RFC 4760 §3", session, octets, answer);
        }
    }

    private static IEnumerable<(string Name, string Attributes)> Fatal()
    {
        yield return ("MP_REACH_NLRI of 0", "800e00");
        yield return ("MP_REACH_NLRI of 4", "800e04" + "00020110");
        yield return ("Next hop over the end (CVE-2023-46752)", "800e09" + V6 + "20" + "20010db800");
        yield return ("Next hop that leaves no room", "800e08" + V4 + "04" + Hop4);
        foreach (int octets in (int[])[0, 4, 8, 15, 17, 24, 31, 33, 48])
        {
            yield return ($"IPv6 next hop of {octets}", Reach(V6, Repeat("20", octets), Fresh6Nlri));
        }

        foreach (int octets in (int[])[0, 3, 5, 12, 16, 32])
        {
            yield return ($"IPv4 next hop of {octets}", Reach(V4, Repeat("20", octets), FreshNlri));
        }

        yield return ("IPv6 prefix of 129 bits", Reach(V6, Hop6, "81" + Repeat("20", 17)));
        yield return ("IPv6 prefix cut", Reach(V6, Hop6, "4020010db8"));
        yield return ("IPv4 prefix of 33 bits in MP_REACH_NLRI", Reach(V4, Hop4, "210a01020300"));
        yield return ("IPv4 prefix cut in MP_REACH_NLRI", Reach(V4, Hop4, "180a01"));
        yield return ("MP_UNREACH_NLRI of 0", "800f00");
        yield return ("MP_UNREACH_NLRI of 2", "800f020002");
        yield return ("Withdrawn IPv6 prefix of 255 bits", Unreach(V6, "ff" + Repeat("20", 32)));
        yield return ("Withdrawn IPv6 prefix cut", Unreach(V6, "3020010db8"));
        yield return ("Withdrawn IPv4 prefix cut in MP_UNREACH_NLRI", Unreach(V4, "180a01"));
    }

    private static IEnumerable<(string Name, string Attributes, byte Subcode)> Structure()
    {
        yield return ("MP_REACH_NLRI transitive", Reach(V6, Hop6, Fresh6Nlri, flags: 0xc0), 4);
        yield return ("MP_REACH_NLRI well-known", Reach(V6, Hop6, Fresh6Nlri, flags: 0x40), 4);
        yield return ("MP_UNREACH_NLRI transitive", Unreach(V6, Fresh6Nlri, flags: 0xc0), 4);
        yield return ("MP_REACH_NLRI twice", Reach(V6, Hop6, Fresh6Nlri) + Reach(V6, Hop6, Victim6Nlri), 1);
        yield return ("MP_REACH_NLRI of two families", Reach(V6, Hop6, Fresh6Nlri) + Reach(V4, Hop4, FreshNlri), 1);
        yield return ("MP_UNREACH_NLRI twice", Unreach(V6, Fresh6Nlri) + Unreach(V6, Victim6Nlri), 1);
    }

    private static IEnumerable<(string Name, string Hop)> BadHops()
    {
        yield return ("IPv6 next hop ::", Zero);
        yield return ("IPv6 next hop :: and a global one", Zero + Hop6);
        yield return ("IPv6 next hop ::1", Zero[..^2] + "01");
        yield return ("IPv6 next hop multicast", "ff020000000000000000000000000001");
        yield return ("IPv6 next hop multicast and link-local", "ff020000000000000000000000000001" + Local);
        yield return ("IPv6 next hop 127.0.0.1 mapped", "00000000000000000000ffff7f000001");
        yield return ("IPv6 next hop 224.0.0.1 mapped", "00000000000000000000ffffe0000001");
    }

    private static IEnumerable<(string Name, BadSession Session, string Octets, BadAnswer Answer)> Others()
    {
        const BadSession Both = BadSession.Ipv6;
        string reach = Reach(V6, Hop6, Fresh6Nlri);
        yield return ("IPv6 route", Both, Update(reach + Head, ""), BadAnswer.Accept(Fresh6));
        yield return ("IPv6 next hop with a link-local", Both, Update(Reach(V6, Hop6 + Local, Fresh6Nlri) + Head, ""),
            BadAnswer.Accept(Fresh6));
        yield return ("Second next hop not link-local", Both, Update(Reach(V6, Hop6 + Hop6, Fresh6Nlri) + Head, ""),
            BadAnswer.Accept(Fresh6));
        yield return ("MP_REACH_NLRI last", Both, Update(Head + reach, ""), BadAnswer.Accept(Fresh6));
        yield return ("Reserved octet set", Both, Update(
            reach.Replace(Hop6 + "00", Hop6 + "ff", System.StringComparison.Ordinal) + Head, ""),
            BadAnswer.Accept(Fresh6));
        yield return ("NEXT_HOP bad beside IPv6 routes alone", Both, Update(reach + Head + "40030400000000", ""),
            BadAnswer.Accept(Fresh6));
        yield return ("ORIGIN bad beside IPv6 routes", Both,
            Update(Reach(V6, Hop6, Victim6Nlri) + "40010109" + Path, ""), BadAnswer.Withdraw(Victim6));
        yield return ("AS_PATH missing beside IPv6 routes", Both,
            Update(Reach(V6, Hop6, Victim6Nlri) + Origin, ""), BadAnswer.Withdraw(Victim6));
        yield return ("IPv6 routes and no other attribute", Both, Update(Reach(V6, Hop6, Victim6Nlri), ""),
            BadAnswer.Withdraw(Victim6));
        yield return ("Mapped IPv6 prefix", Both,
            Update(Reach(V6, Hop6, "80" + "00000000000000000000ffffc0000209") + Head, ""), BadAnswer.Ignore());
        yield return ("Mapped IPv6 prefix of 96 bits", Both,
            Update(Reach(V6, Hop6, "60" + "00000000000000000000ffff") + Head, ""), BadAnswer.Ignore());
        yield return ("Multicast IPv6 prefix", Both, Update(Reach(V6, Hop6, "08ff") + Head, ""), BadAnswer.Ignore());
        yield return ("Link-local IPv6 prefix", Both, Update(Reach(V6, Hop6, "0afe80") + Head, ""), BadAnswer.Ignore());
        yield return ("End-of-RIB of IPv6", Both, Update(Unreach(V6, ""), ""), BadAnswer.Ignore());
        yield return ("End-of-RIB with stray attributes (CVE-2023-47235)", Both,
            Update(Unreach(V6, "") + Good, ""), BadAnswer.Ignore());
        yield return ("MP_UNREACH_NLRI and one unknown attribute (CVE-2023-47234)", Both,
            Update(Unreach(V6, Fresh6Nlri) + "c0ff0101", ""), BadAnswer.Ignore());
        yield return ("IPv6 where nobody agreed on it", BadSession.Plain, Update(reach + Head, ""), BadAnswer.Ignore());
        yield return ("IPv6 garbage where nobody agreed on it", BadSession.Plain,
            Update(Reach(V6, "0102", "ffffff") + Head, ""), BadAnswer.Ignore());
        yield return ("Flow specification, malformed (CVE-2023-41909)", Both,
            Update(Reach("000185", "", "f003ffffff") + Head, ""), BadAnswer.Ignore());
        yield return ("Flow specification of many operators (CVE-2026-37457)", Both,
            Update(Reach("000185", "", "f100" + "04" + Repeat("0100", 127)) + Head, ""), BadAnswer.Ignore());
        yield return ("EVPN of an unknown type", Both, Update(Reach("001946", Hop4, "ff03010203") + Head, ""),
            BadAnswer.Ignore());
        yield return ("A family nobody has", Both, Update(Reach("fffffe", "", "") + Head, ""), BadAnswer.Ignore());
        yield return ("IPv4 route in MP_REACH_NLRI", Both, Update(Reach(V4, Hop4, FreshNlri) + Head, ""),
            BadAnswer.Accept());
        yield return ("IPv4 next hop 0.0.0.0 in MP_REACH_NLRI", Both,
            Update(Reach(V4, "00000000", VictimNlri) + Head, ""), BadAnswer.Withdraw());
        yield return ("IPv6 next hop of an IPv4 route", Both | BadSession.ExtendedNextHop,
            Update(Reach(V4, Hop6, FreshNlri) + Head, ""), BadAnswer.Accept());
        yield return ("IPv6 next hop :: of an IPv4 route", Both | BadSession.ExtendedNextHop,
            Update(Reach(V4, Zero, VictimNlri) + Head, ""), BadAnswer.Withdraw());
        yield return ("VPN next hop of an IPv4 route", Both | BadSession.ExtendedNextHop,
            Update(Reach(V4, "0000000000000000" + Hop6, FreshNlri) + Head, ""), BadAnswer.Notify(3, 9, data: null));
    }

    private static BadCase Case(string name, string source, BadSession session, string octets, BadAnswer answer) =>
        new(name, source, BadState.Established, session, octets, answer);
}
