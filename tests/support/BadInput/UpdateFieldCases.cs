using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>
/// The fields of UPDATE: lengths (RFC 4271 §6.3, RFC 7606 §3 (b)), prefixes (RFC 7606 §5.3), and how attributes fill
/// theirs (§4).
/// </summary>
public static class UpdateFieldCases
{
    public static IEnumerable<BadCase> All()
    {
        foreach ((string name, string body) in Lengths())
        {
            yield return Case(name, "RFC 7606 §3 (b)", Message(2, body), BadAnswer.Notify(3, 1));
        }

        foreach ((string name, string octets) in Prefixes())
        {
            yield return Case(name, "RFC 7606 §5.3", octets, BadAnswer.Notify(3, 10));
        }

        foreach ((string name, string nlri) in ((string, string)[])[
            ("Path identifier cut", "000001"), ("Path identifier and no length", "00000001"),
            ("Prefix without a path identifier", VictimNlri),
            ("Path identifier, 33 bits", "0000000121" + "0a01020300")])
        {
            yield return Case(name, "RFC 7911 §3", Update(Good, nlri), BadAnswer.Notify(3, 10), BadSession.AddPath);
        }

        foreach ((string name, string stray) in ((string, string)[])[
            ("One octet left of the attributes", "40"), ("Two octets left", "4005"),
            ("Three left where the length has two octets", "500500"), ("An attribute over the end", "40050400"),
            ("An attribute far over the end", "d0ffffff"), ("The first attribute over the end", string.Empty)])
        {
            string attributes = stray.Length > 0 ? Good + stray : "4001ff00" + Path + Hop;
            yield return Case(name, "RFC 7606 §4", Update(attributes), BadAnswer.Withdraw());
            yield return Case(name + ", without routes", "RFC 7606 §5.2", Update(attributes, nlri: string.Empty),
                BadAnswer.Notify(3, 1, data: null));
        }

        foreach (BadCase odd in Odd())
        {
            yield return odd;
        }
    }

    private static IEnumerable<(string Name, string Body)> Lengths()
    {
        yield return ("Withdrawn length over by one", "0001" + "0000");
        yield return ("Withdrawn length ffff (CVE-2026-37462)", "ffff" + "0000");
        yield return ("No room for the attribute length", "0002" + "0000");
        yield return ("Attribute length over by one", "0000" + "0001");
        yield return ("Attribute length ffff", "0000" + "ffff" + Good);
        yield return ("Both lengths over together", "0003" + VictimNlri + "0004" + "400101");
    }

    private static IEnumerable<(string Name, string Octets)> Prefixes()
    {
        yield return ("Withdrawn prefix of 33 bits", Update(string.Empty, string.Empty, "210a01020300"));
        yield return ("Withdrawn prefix of 255 bits", Update(string.Empty, string.Empty, "ff" + Repeat("0a", 32)));
        yield return ("Withdrawn prefix cut", Update(string.Empty, string.Empty, "180a01"));
        yield return ("Prefix of 33 bits", Update(Good, "210a01020300"));
        yield return ("Prefix of 128 bits", Update(Good, "80" + Repeat("0a", 16)));
        yield return ("Prefix cut", Update(Good, "180a01"));
        yield return ("Good prefix, then one cut", Update(Good, VictimNlri + "20"));
        yield return ("Bad prefix and bad attribute", Update("40010103" + Path + Hop, "210a01020300"));
        yield return ("Bad withdrawn prefix, good routes", Update(Good, FreshNlri, "21"));
    }

    private static IEnumerable<BadCase> Odd()
    {
        yield return Case("Trailing bits set", "RFC 4271 §4.3", Update(Good, FreshNlri + "090aff"),
            BadAnswer.Accept());
        yield return Case("Default route", "RFC 4271 §4.3", Update(Good, "00"), BadAnswer.Accept("0.0.0.0/0"));
        yield return Case("One prefix twice", "RFC 4271 §4.3", Update(Good, FreshNlri + FreshNlri),
            BadAnswer.Accept());
        yield return Case("Withdrawn and announced at once", "RFC 4271 §4.3", Update(Good, FreshNlri, FreshNlri),
            BadAnswer.Accept());
        yield return Case("Never announced, withdrawn", "RFC 4271 §4.3",
            Update(string.Empty, string.Empty, FreshNlri), BadAnswer.Ignore());
        yield return Case("Multicast prefix", "RFC 4271 §6.3", Update(Good, "04e0" + "18ef0101"), BadAnswer.Ignore());
        yield return Case("Loopback prefix", "RFC 4271 §6.3", Update(Good, "087f" + "207f000001"), BadAnswer.Ignore());
        yield return Case("Multicast prefix beside a good one", "RFC 4271 §6.3", Update(Good, "04e0" + FreshNlri),
            BadAnswer.Accept());
        yield return Case("Empty UPDATE", "RFC 4724 §2", EndOfRib, BadAnswer.Ignore());
        yield return Case("Attributes and no routes", "RFC 4271 §6.3", Update(Good, string.Empty), BadAnswer.Ignore());
        yield return Case("Routes and no attributes", "CVE-2023-41358", Update(string.Empty), BadAnswer.Withdraw());
        yield return Case("Routes and an unknown attribute", "CVE-2023-46753", Update("c0ff0101"),
            BadAnswer.Withdraw());
        yield return Case("ORIGIN bad, no routes", "RFC 7606 §5.2", Update("40010103", string.Empty),
            BadAnswer.Notify(3, 6, "40010103"));
        yield return Case("ORIGIN bad, withdrawals", "RFC 7606 §5.2", Update("40010103", string.Empty, FreshNlri),
            BadAnswer.Notify(3, 6, "40010103"));
        yield return Case("COMMUNITIES bad beside MP_UNREACH_NLRI", "RFC 7606 §5.2",
            Update(Unreach("000101", FreshNlri) + "c00800", string.Empty), BadAnswer.Notify(3, 9, "c00800"));
        yield return Case("ATOMIC_AGGREGATE bad, no routes", "RFC 7606 §5.2", Update("40060100", string.Empty),
            BadAnswer.Ignore());
        yield return Case("Discard, withdraw, reset in this order", "RFC 7606 §3 (h)",
            Update("40060100" + "40010103" + Path + Hop + "40ff00"), BadAnswer.Notify(3, 2, "40ff00"));
        yield return Case("Reset, withdraw, discard in this order", "RFC 7606 §3 (h)",
            Update("40ff00" + "40010103" + Path + Hop + "40060100"), BadAnswer.Notify(3, 2, "40ff00"));
        yield return Case("Discard before withdraw", "RFC 7606 §3 (h)", Update("40060100" + "40010103" + Path + Hop),
            BadAnswer.Withdraw());
    }

    private static BadCase Case(string name, string source, string octets, BadAnswer answer,
        BadSession session = BadSession.Plain) => new(name, source, BadState.Established, session, octets, answer);
}
