using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>Attributes that mean something on internal sessions, and on sessions with two-octet AS numbers.</summary>
public static class OtherSessionCases
{
    public static IEnumerable<BadCase> All()
    {
        foreach ((string source, string name, string attributes, BadAnswer answer) in Inside())
        {
            string nlri = answer.Outcome == BadOutcome.Withdraw ? VictimNlri : FreshNlri;
            yield return new BadCase(name, source, BadState.Established, BadSession.Internal, Update(attributes, nlri),
                answer);
        }

        foreach ((string source, string name, string attributes, BadAnswer answer) in TwoOctets())
        {
            string nlri = answer.Outcome == BadOutcome.Withdraw ? VictimNlri : FreshNlri;
            yield return new BadCase(name, source, BadState.Established, BadSession.TwoOctetAs,
                Update(attributes, nlri), answer);
        }
    }

    private static IEnumerable<(string, string, string, BadAnswer)> Inside()
    {
        const string NoPref = Origin + "400200" + Hop;
        yield return ("RFC 7606 §7.5", "LOCAL_PREF of 0", NoPref + "400500", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.5", "LOCAL_PREF of 3", NoPref + "400503000064", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.5", "LOCAL_PREF of 5", NoPref + "4005050000006400", BadAnswer.Withdraw());
        yield return ("RFC 7606 §3 (c)", "LOCAL_PREF optional", NoPref + "c0050400000064", BadAnswer.Withdraw());
        yield return ("RFC 4271 §5.1.5", "LOCAL_PREF missing", NoPref, BadAnswer.Accept());
        yield return ("RFC 7606 §7.9", "ORIGINATOR_ID of 0", Inner + "800900", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.9", "ORIGINATOR_ID of 3", Inner + "800903c00002", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.9", "ORIGINATOR_ID of 5", Inner + "800905c000020900", BadAnswer.Withdraw());
        yield return ("RFC 7606 §3 (c)", "ORIGINATOR_ID transitive", Inner + "c00904c0000209", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.10", "CLUSTER_LIST of 0", Inner + "800a00", BadAnswer.Withdraw());
        yield return ("RFC 7606 §7.10", "CLUSTER_LIST of 5", Inner + "800a05c000020900", BadAnswer.Withdraw());
        yield return ("RFC 4456 §8", "Our identifier as ORIGINATOR_ID", Inner + "800904" + OurId, BadAnswer.Ignore());
        yield return ("RFC 4456 §8", "Our cluster in CLUSTER_LIST", Inner + "800a08" + "c0000209" + OurId,
            BadAnswer.Ignore());
        yield return ("RFC 4456 §8", "ORIGINATOR_ID leaves no AS", Inner + "800904c0000209" + "800a04c0000209",
            BadAnswer.Accept(Fresh, gone: "800904"));
        yield return ("RFC 7606 §7.2", "AS_PATH malformed inside", Origin + "4002020200" + Hop + "40050400000064",
            BadAnswer.Withdraw());
        yield return ("RFC 5065 §5", "Confederation segment inside", Origin + "40020603010000fde9" + Hop
            + "40050400000064", BadAnswer.Withdraw());
    }

    private static IEnumerable<(string, string, string, BadAnswer)> TwoOctets()
    {
        const string Trans = Origin + "4002060202" + "fde95ba0" + Hop;
        const string Four = "c0110a0202" + "0000fde9" + "00010000";
        yield return ("RFC 6793 §4.2.3", "AS4_PATH", Trans + Four, BadAnswer.Accept(Fresh, passed: "00010000"));
        yield return ("RFC 6793 §6", "AS4_PATH of 0", Trans + "c01100", BadAnswer.Discard(17));
        yield return ("RFC 6793 §6", "AS4_PATH of 5", Trans + "c01105" + "0201000100", BadAnswer.Discard(17));
        yield return ("RFC 6793 §6", "AS4_PATH of no AS", Trans + "c01102" + "0200", BadAnswer.Discard(17));
        yield return ("RFC 6793 §6", "AS4_PATH segment over the end", Trans + "c01106" + "020200010000",
            BadAnswer.Discard(17));
        yield return ("RFC 6793 §6", "AS4_PATH segment type 9", Trans + "c01106" + "090100010000",
            BadAnswer.Discard(17));
        yield return ("RFC 7607 §2", "AS4_PATH with AS 0", Trans + "c01106" + "020100000000", BadAnswer.Discard(17));
        yield return ("CVE-2026-41643", "AS4_PATH malformed ahead of AS_PATH", "c01103" + "020100" + Trans,
            BadAnswer.Discard(17));
        yield return ("RFC 6793 §4.2.3", "AS4_PATH longer than AS_PATH",
            Trans + "c0110e0203" + "000100000002000000030000", BadAnswer.Accept(Fresh, gone: "00030000"));
        yield return ("RFC 6793 §6", "Confederation segment in AS4_PATH",
            Trans + "c0111003010000fdff" + "02020000fde900010000", BadAnswer.Accept(Fresh, "00010000", "0000fdff"));
        yield return ("RFC 7606 §3 (c)", "AS4_PATH not transitive", Trans + "80110a0202" + "0000fde900010000",
            BadAnswer.Withdraw());
        yield return ("RFC 6793 §6", "AS4_AGGREGATOR of 6", Old + "c007065ba0c0000209" + "c01206" + "0001c0000209",
            BadAnswer.Discard(18));
        yield return ("RFC 7607 §2", "AS4_AGGREGATOR of AS 0",
            Old + "c007065ba0c0000209" + "c01208" + "00000000c0000209", BadAnswer.Discard(18));
        yield return ("RFC 7606 §7.7", "AGGREGATOR of 8 in two-octet times", Old + "c007080000fde9c0000209",
            BadAnswer.Discard(7));
        yield return ("RFC 6793 §4.2.3", "AGGREGATOR not AS_TRANS", Trans + Four + "c00706fdeac0000209"
            + "c01208" + "00020000c0000209", BadAnswer.Accept(Fresh, gone: "00020000"));
        yield return ("RFC 7606 §7.2", "AS_PATH in four octets", Origin + "40020602010000fde9" + Hop,
            BadAnswer.Withdraw());
        yield return ("RFC 7607 §2", "AS 0 in two octets", Origin + "4002040201" + "0000" + Hop,
            BadAnswer.Withdraw());
    }
}
