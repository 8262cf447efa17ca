using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>RFC 7606 §7 attribute by attribute, from an external peer: flags, length, value, missing, twice.</summary>
public static class AttributeCases
{
    public static IEnumerable<BadCase> All()
    {
        foreach ((string source, string name, string attributes) in Withdrawn())
        {
            yield return Case(name, source, Update(attributes), BadAnswer.Withdraw());
        }

        foreach ((string source, string name, string attribute, byte code, string? gone) in Discarded())
        {
            yield return Case(name, source, Update(Good + attribute, FreshNlri), BadAnswer.Discard(code, gone));
        }

        foreach ((string source, string name, string attributes, string? passed, string? gone) in Accepted())
        {
            yield return Case(name, source, Update(attributes, FreshNlri), BadAnswer.Accept(Fresh, passed, gone));
        }

        foreach ((string source, string name, string attributes) in Unusable())
        {
            yield return Case(name, source, Update(attributes, FreshNlri), BadAnswer.Ignore());
        }

        foreach (string unknown in (string[])["40ff00", "00c80101", "40130100"])
        {
            yield return Case($"Unknown well-known attribute {unknown}", "RFC 4271 §6.3", Update(Good + unknown),
                BadAnswer.Notify(3, 2, unknown));
        }
    }

    private static IEnumerable<(string Source, string Name, string Attributes)> Withdrawn()
    {
        yield return ("RFC 7606 §7.1", "ORIGIN of 0", "400100" + Path + Hop);
        yield return ("RFC 7606 §7.1", "ORIGIN of 2", "4001020000" + Path + Hop);
        yield return ("RFC 7606 §7.1", "ORIGIN 3", "40010103" + Path + Hop);
        yield return ("RFC 7606 §7.1", "ORIGIN 255", "400101ff" + Path + Hop);
        yield return ("RFC 7606 §3 (c)", "ORIGIN optional", "c0010100" + Path + Hop);
        yield return ("RFC 7606 §3 (c)", "ORIGIN not transitive", "00010100" + Path + Hop);
        yield return ("RFC 7606 §3 (d)", "ORIGIN missing", Path + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH of 1", Origin + "40020102" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment over the end", Origin + "40020602020000fde9" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH of 255 in six octets", Origin + "40020602ff0000fde9" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH with an octet left", Origin + "40020702010000fde902" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment of no AS", Origin + "40020802010000fde90200" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment of no AS alone", Origin + "4002020200" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment type 0", Origin + "40020600010000fde9" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment type 5", Origin + "40020605010000fde9" + Hop);
        yield return ("RFC 7606 §7.2", "AS_PATH segment type 255 at the end",
            Origin + "40020c02010000fde9ff010000fde9" + Hop);
        yield return ("RFC 7607 §2", "AS 0 first", Origin + "400206020100000000" + Hop);
        yield return ("RFC 7607 §2", "AS 0 later", Origin + "40020a02020000fde900000000" + Hop);
        yield return ("RFC 7607 §2", "AS 0 in a set", Origin + "40020c02010000fde9010100000000" + Hop);
        yield return ("RFC 5065 §5", "Confederation sequence", Origin + "40020603010000fde9" + Hop);
        yield return ("RFC 5065 §5", "Confederation set behind", Origin + "40020c02010000fde904010000fde9" + Hop);
        yield return ("RFC 4271 §6.3", "First AS of somebody else", Origin + "40020602010000fdea" + Hop);
        yield return ("RFC 4271 §6.3", "Empty AS_PATH", Origin + "400200" + Hop);
        yield return ("RFC 4271 §6.3", "AS_PATH starts with a set", Origin + "40020601010000fde9" + Hop);
        yield return ("RFC 6793 §4.1", "AS_PATH in two octets", Origin + "4002040201fde9" + Hop);
        yield return ("RFC 7606 §3 (c)", "AS_PATH optional", Origin + "c0020602010000fde9" + Hop);
        yield return ("RFC 7606 §3 (d)", "AS_PATH missing", Origin + Hop);
        yield return ("RFC 7606 §7.3", "NEXT_HOP of 0", Origin + Path + "400300");
        yield return ("CVE-2026-30405", "NEXT_HOP of 3", Origin + Path + "400303c00002");
        yield return ("RFC 7606 §7.3", "NEXT_HOP of 5", Origin + Path + "400305c000020900");
        yield return ("RFC 7606 §7.3", "NEXT_HOP of 16", Origin + Path + "400310" + Hop6);
        yield return ("RFC 4271 §6.3", "NEXT_HOP 0.0.0.0", Origin + Path + "40030400000000");
        yield return ("RFC 4271 §6.3", "NEXT_HOP 127.0.0.1", Origin + Path + "4003047f000001");
        yield return ("RFC 4271 §6.3", "NEXT_HOP 224.0.0.9", Origin + Path + "400304e0000009");
        yield return ("RFC 4271 §6.3", "NEXT_HOP 255.255.255.255", Origin + Path + "400304ffffffff");
        yield return ("RFC 7606 §3 (c)", "NEXT_HOP optional", Origin + Path + "c00304c0000209");
        yield return ("RFC 7606 §3 (d)", "NEXT_HOP missing", Origin + Path);
        yield return ("RFC 7606 §7.4", "MULTI_EXIT_DISC of 0", Good + "800400");
        yield return ("RFC 7606 §7.4", "MULTI_EXIT_DISC of 3", Good + "800403000001");
        yield return ("RFC 7606 §7.4", "MULTI_EXIT_DISC of 5", Good + "8004050000000100");
        yield return ("RFC 7606 §3 (c)", "MULTI_EXIT_DISC transitive", Good + "c0040400000001");
        yield return ("RFC 7606 §3 (c)", "MULTI_EXIT_DISC well-known", Good + "40040400000001");
        yield return ("RFC 7606 §7.8", "COMMUNITIES of 0", Good + "c00800");
        yield return ("RFC 7606 §7.8", "COMMUNITIES of 3", Good + "c00803fde900");
        yield return ("RFC 7606 §7.8", "COMMUNITIES of 6", Good + "c00806fde900010002");
        yield return ("RFC 7606 §3 (c)", "COMMUNITIES not transitive", Good + "800804fde90001");
        yield return ("RFC 7606 §7.14", "EXTENDED COMMUNITIES of 0", Good + "c01000");
        yield return ("RFC 7606 §7.14", "EXTENDED COMMUNITIES of 7", Good + "c010070002fde9000000");
        yield return ("RFC 7606 §7.15", "IPv6 EXTENDED COMMUNITIES of 0", Good + "c01900");
        yield return ("CVE-2026-37461", "IPv6 EXTENDED COMMUNITIES of 19", Good + "c01913" + Repeat("00", 19));
        yield return ("RFC 8092 §6", "LARGE_COMMUNITY of 0", Good + "c02000");
        yield return ("RFC 8092 §6", "LARGE_COMMUNITY of 8", Good + "c020080000000100000002");
        yield return ("RFC 8092 §6", "LARGE_COMMUNITY of 13", Good + "c0200d" + Repeat("01", 13));
        yield return ("RFC 9234 §5", "Only to Customer of 3", Good + "c0230300fde9");
        yield return ("RFC 9234 §5", "Only to Customer of 8 with a long header", Good + "d02300080000fde90000fde9");
        yield return ("RFC 9234 §5", "Only to Customer of 1024", Good + "d0230400" + Repeat("00", 1024));
        yield return ("RFC 7606 §3 (c)", "Only to Customer not transitive", Good + "8023040000fde9");
        yield return ("RFC 7606 §3 (c)", "AGGREGATOR well-known", Good + "4007080000fde9c0000209");
    }

    private static IEnumerable<(string Source, string Name, string Attribute, byte Code, string? Gone)> Discarded()
    {
        yield return ("RFC 7606 §7.5", "LOCAL_PREF from outside", "40050400000064", 5, "400504");
        yield return ("RFC 7606 §7.5", "LOCAL_PREF of 3 from outside", "400503000064", 5, "400503");
        yield return ("RFC 7606 §7.6", "ATOMIC_AGGREGATE of 1", "40060100", 6, "40060100");
        yield return ("RFC 7606 §7.7", "AGGREGATOR of 6 in four-octet times", "c00706fde9c0000209", 7, "c00706");
        yield return ("RFC 7606 §7.7", "AGGREGATOR of 0", "c00700", 7, "c00700");
        yield return ("RFC 7606 §7.7", "AGGREGATOR of 9", "c007090000fde9c000020900", 7, "c00709");
        yield return ("RFC 7607 §2", "AGGREGATOR of AS 0", "c0070800000000c0000209", 7, "c0070800000000");
        yield return ("RFC 7606 §7.9", "ORIGINATOR_ID from outside", "800904c0000209", 9, "800904");
        yield return ("RFC 7606 §7.9", "ORIGINATOR_ID of 3 from outside", "800903c00002", 9, "800903");
        yield return ("RFC 7606 §7.10", "CLUSTER_LIST from outside", "800a04c0000209", 10, "800a04");
        yield return ("RFC 7606 §7.10", "CLUSTER_LIST of 0 from outside", "800a00", 10, "800a00");
        yield return ("RFC 6793 §6", "AS4_PATH in four-octet times", "c0110602010000fde9", 17, "c01106");
        yield return ("RFC 6793 §6", "AS4_AGGREGATOR in four-octet times", "c012080000fde9c0000209", 18, "c01208");
        yield return ("RFC 7606 §3 (g)", "ORIGIN twice", "40010103", 1, "40010103");
        yield return ("RFC 7606 §3 (g)", "COMMUNITIES twice, the second malformed", "c008040000fde9" + "c00800", 8,
            "c00800");
        yield return ("RFC 7606 §3 (g)", "Unknown attribute twice", "c0ff0101" + "c0ff0102", 255, "ff0102");
    }

    private static IEnumerable<(string, string, string, string?, string?)> Accepted()
    {
        yield return ("RFC 4271 §4.3", "Long headers for short values", "5001000100" + "500200060201" + "0000fde9"
            + "50030004c0000209", null, null);
        yield return ("RFC 4271 §4.3", "Lower bits of the flags set", "4f010100" + Path + Hop, null, null);
        yield return ("RFC 7606 §3 (c)", "Partial on a well-known attribute", "60010100" + Path + Hop, null, null);
        yield return ("RFC 4271 §5", "Attributes in falling order", Hop + Path + Origin, null, null);
        yield return ("RFC 4271 §5", "Unknown transitive attribute", Good + "c0f80401020304", "e0f80401020304", null);
        yield return ("RFC 4271 §5", "Unknown transitive attribute of 0", Good + "c0f800", "e0f800", null);
        yield return ("RFC 4271 §5", "Unknown optional attribute", Good + "80f80401020304", null, "f80401020304");
        yield return ("CVE-2023-38802", "Tunnel encapsulation, malformed", Good + "c0170100", "e0170100", null);
        yield return ("CVE-2024-44070", "Tunnel encapsulation, inner length over", Good + "c017060001fffe0102",
            "e017060001fffe0102", null);
        yield return ("CVE-2023-41359", "AIGP, malformed", Good + "801a020100", null, "1a020100");
        yield return ("VU#347067", "Entropy label, attribute 28", Good + "e01c04000000ff", "e01c04000000ff", null);
        yield return ("CVE-2026-37459", "Next-hop characteristics, attribute 39", Good + "c0270100", "e0270100", null);
        yield return ("CVE-2023-31490", "Prefix-SID, malformed", Good + "c0280401ffff00", "e0280401ffff00", null);
        yield return ("CVE-2024-31948", "Prefix-SID of 0", Good + "c02800", "e02800", null);
        yield return ("RFC 6368 §5", "ATTR_SET of 1", Good + "c0800100", "e0800100", null);
        yield return ("RFC 6472 §3", "AS_SET", Origin + "40020c02010000fde901010000fdea" + Hop, null, null);
        yield return ("RFC 4271 §5.1.2", "255 ASes and one more",
            Origin + Attribute(0x40, 2, "02ff" + Repeat("0000fde9", 255) + "02010000fde9") + Hop, null, null);
        yield return ("RFC 8092 §6", "LARGE_COMMUNITY twice the same",
            Good + "c02018" + Repeat("0000fde90000000100000002", 2), null, null);
        yield return ("RFC 7606 §7.14", "EXTENDED COMMUNITIES nobody knows", Good + "c01008" + "3fee000000000001",
            "3fee000000000001", null);
        yield return ("RFC 9234 §5", "Only to Customer of AS 0", Good + "c0230400000000", "c0230400000000", null);
    }

    // RFC 4271 §6.3, §9.1.2: semantically wrong or a loop. The route is not used; nobody is told.
    private static IEnumerable<(string Source, string Name, string Attributes)> Unusable()
    {
        yield return ("RFC 4271 §9.1.2", "Our AS in the path", Origin + "40020a02020000fde90000fc00" + Hop);
        yield return ("RFC 4271 §9.1.2", "Our AS in a set", Origin + "40020c02010000fde901010000fc00" + Hop);
        yield return ("RFC 4271 §6.3", "Our address as NEXT_HOP", Origin + Path + "400304" + OurAddress);
    }

    private static BadCase Case(string name, string source, string octets, BadAnswer answer) =>
        new(name, source, BadState.Established, BadSession.Plain, octets, answer);
}
