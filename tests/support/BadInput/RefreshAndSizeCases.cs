using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>ROUTE-REFRESH (RFC 2918, RFC 5291, RFC 7313 §5) and messages over 4096 octets (RFC 8654).</summary>
public static class RefreshAndSizeCases
{
    public static IEnumerable<BadCase> All()
    {
        foreach ((string name, string body) in ((string, string)[])[("Long begin of refresh", "0001010100"),
            ("Long end of refresh", "0001020100"), ("Begin of refresh of 3000", "00010101" + Repeat("ab", 3000))])
        {
            // The data are the complete message.
            yield return Case(name, "RFC 7313 §5", BadSession.EnhancedRefresh, Message(5, body),
                BadAnswer.Notify(7, 1, Message(5, body)));
            yield return Case(name + " without the capability", "RFC 7313 §5", BadSession.Plain, Message(5, body),
                BadAnswer.Ignore());
        }

        foreach ((string name, string body) in ((string, string)[])[("Refresh subtype 3", "00010301"),
            ("Refresh subtype 255", "0001ff01"), ("Refresh of a family nobody has", "fffe00fe"),
            ("Refresh of IPv6 that nobody agreed on", "00020001"), ("End of refresh and no begin", "00010201"),
            ("Refresh with route filters cut", "00010001" + "0140ffff"),
            ("Refresh with route filters of garbage", "00010001" + Repeat("ff", 64)),
            ("Begin of refresh of a family nobody has", "fffe01fe")])
        {
            yield return Case(name, "RFC 7313 §5", BadSession.EnhancedRefresh, Message(5, body), BadAnswer.Ignore());
        }

        foreach (BadCase size in Sizes())
        {
            yield return size;
        }
    }

    private static IEnumerable<BadCase> Sizes()
    {
        const BadSession Long = BadSession.ExtendedMessages;
        string filling = Attribute(0xc0, 0xf8, Repeat("ab", 4096 - 23 - 3 - (Good.Length / 2) - 4));
        yield return Case("UPDATE of 4096", "RFC 4271 §4.1", BadSession.Plain, Update(Good, Prefixes(4096)),
            BadAnswer.Accept());
        yield return Case("UPDATE of 4097 that nobody agreed on", "RFC 8654 §5", BadSession.Plain,
            Update(Good, Prefixes(4097)), BadAnswer.Notify(1, 2, "1001"));
        yield return Case("UPDATE of 4097", "RFC 8654 §4", Long, Update(Good, Prefixes(4097)), BadAnswer.Accept());
        yield return Case("UPDATE of 65535", "RFC 8654 §4", Long, Update(Good, Prefixes(65535)), BadAnswer.Accept());
        yield return Case("Attributes that leave no room for a neighbour", "RFC 8654 §4", Long,
            Update(Good + Attribute(0xc0, 0xf8, Repeat("ab", 60000)), FreshNlri), BadAnswer.Ignore());
        yield return Case("Attributes that fill a message of 4096", "RFC 4271 §9.2", BadSession.Plain,
            Update(Good + filling, FreshNlri), BadAnswer.Ignore());
        yield return Case("AS_PATH of 3000", "CVE-2026-49943", Long,
            Update(Origin + Attribute(0x40, 2, Repeat("02ff" + Repeat("0000fde9", 255), 11) + "02c3"
                + Repeat("0000fde9", 195)) + Hop, FreshNlri), BadAnswer.Ignore());
        yield return Case("AS_PATH of 900", "CVE-2026-49943", BadSession.Plain,
            Update(Origin + Attribute(0x40, 2, Repeat("02ff" + Repeat("0000fde9", 255), 3) + "0287"
                + Repeat("0000fde9", 135)) + Hop, FreshNlri), BadAnswer.Accept());
        yield return Case("KEEPALIVE of 20 on a session of long messages", "RFC 8654 §4", Long, Header(20, 4),
            BadAnswer.Notify(1, 2, "0014"));
        yield return Case("OPEN of 4097 on a session of long messages", "RFC 8654 §4", Long, Header(4097, 1),
            BadAnswer.Notify(1, 2, "1001"));
        yield return Case("A run of ff on a session of long messages", "RFC 4271 §6.1", Long, Repeat("ff", 5000),
            BadAnswer.Notify(1, 3, "ff"));
        yield return Case("NOTIFICATION of 5000", "RFC 8654 §4", Long, Message(3, "0602" + Repeat("41", 4979)),
            BadAnswer.Close());
        yield return Case("Begin of refresh of 60000", "RFC 8654 §5", Long | BadSession.EnhancedRefresh,
            Message(5, "00010101" + Repeat("ab", 60000)), BadAnswer.Notify(7, 1, data: null));
    }

    // Prefixes that fill an UPDATE with the usual attributes to the octet; the first is the one that is looked for.
    private static string Prefixes(int messageSize)
    {
        int room = messageSize - 23 - (Good.Length / 2) - (FreshNlri.Length / 2);
        string prefixes = FreshNlri;
        int count = 0;
        System.Text.StringBuilder more = new();
        for (; room >= 8; room -= 4, count++)
        {
            // /24s from 100.64.0.0 on.
            more.Append("18").Append(Number(0x644000 + count, 3));
        }

        // What is left is four to seven octets: prefixes of 101.0.0.0/8 fill it.
        string last = room switch
        {
            4 => "18650101",
            5 => "2065010101",
            6 => "106501" + "106502",
            _ => "106501" + "18650301",
        };
        return prefixes + more + last;
    }

    private static BadCase Case(string name, string source, BadSession session, string octets, BadAnswer answer) =>
        new(name, source, BadState.Established, session, octets, answer);
}
