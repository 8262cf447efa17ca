using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>RFC 4271 §6.2: the fields of OPEN and its optional parameters (RFC 5492, RFC 9072).</summary>
public static class OpenCases
{
    // Capabilities of the peer that the cases change: IPv4 unicast, four-octet AS 65001.
    private const string Usual = "010400010001" + "41040000fde9";

    public static IEnumerable<BadCase> All()
    {
        foreach (int version in (int[])[0, 3, 5, 255])
        {
            yield return Case($"Version {version}", "RFC 4271 §6.2", RawOpen("00", version: version),
                BadAnswer.Notify(2, 1, "0004"));
        }

        yield return Case("AS 0", "RFC 7607 §2", Open(Usual, asn: 0), BadAnswer.Notify(2, 2));
        yield return Case("AS 0 as a capability", "RFC 7607 §2", Open("010400010001" + "410400000000"),
            BadAnswer.Notify(2, 2));
        yield return Case("AS of somebody else", "RFC 4271 §6.2", Open("010400010001" + "41040000fdea", asn: 65002),
            BadAnswer.Notify(2, 2));
        yield return Case("AS_TRANS and no capability", "RFC 6793 §4.2.1", Open("010400010001", asn: 23456),
            BadAnswer.Notify(2, 2));
        yield return Case("Two AS numbers: the capability counts", "RFC 6793 §4.1", Open(Usual, asn: 65002),
            Welcome());
        yield return Case("Hold time 1", "RFC 4271 §6.2", Open(Usual, hold: 1), BadAnswer.Notify(2, 6));
        yield return Case("Hold time 2", "RFC 4271 §6.2", Open(Usual, hold: 2), BadAnswer.Notify(2, 6));
        yield return Case("Hold time 0", "RFC 4271 §4.2", Open(Usual, hold: 0), Welcome());
        yield return Case("Hold time 65535", "RFC 4271 §4.2", Open(Usual, hold: 65535), Welcome());
        yield return Case("Identifier 0", "RFC 6286 §2.2", Open(Usual, id: "00000000"), BadAnswer.Notify(2, 3));
        yield return Case("Identifier 255.255.255.255", "RFC 6286 §2.1", Open(Usual, id: "ffffffff"), Welcome());
        yield return Case("Our identifier outside the AS", "RFC 6286 §2.1", Open(Usual, id: OurId), Welcome());
        yield return new BadCase("Our identifier inside the AS", "RFC 6286 §2.2", BadState.OpenSent,
            BadSession.Internal, Open("010400010001" + "41040000fc00", OurAs, id: OurId), BadAnswer.Notify(2, 3));
        foreach ((string name, string parameters, byte subcode) in Parameters())
        {
            yield return Case(name, "RFC 4271 §6.2", RawOpen(parameters), BadAnswer.Notify(2, subcode));
        }

        foreach ((string name, string source, string parameters) in Extended())
        {
            yield return Case(name, source, RawOpen(parameters), BadAnswer.Notify(2, 0));
        }

        string good = "02" + Number(Usual.Length / 2, 2) + Usual;
        yield return Case("Extended form of few octets", "RFC 9072 §3",
            RawOpen("ffff" + Number(good.Length / 2, 2) + good), Welcome());
        yield return Case("Extended form behind a length of 1", "RFC 9072 §3",
            RawOpen("01ff" + Number(good.Length / 2, 2) + good), Welcome());
        yield return Case("Extended form of 4096 octets", "RFC 9072 §2", RawOpen("ffff" + Number(4064, 2) + good
            + "02" + Number(4064 - (good.Length / 2) - 3, 2) + Padding(4064 - (good.Length / 2) - 3)), Welcome());
        yield return Case("Parameter 255 behind another", "RFC 9072 §3",
            RawOpen("10" + "02" + "0c" + Usual + "ff00"), BadAnswer.Notify(2, 4));
        yield return Case("Capabilities spread over parameters", "RFC 5492 §4",
            RawOpen("10" + "0206010400010001" + "020641040000fde9"), Welcome());
    }

    private static IEnumerable<(string Name, string Parameters, byte Subcode)> Parameters()
    {
        yield return ("Parameters length over the end", "0c" + "0206010400010001", 0);
        yield return ("Parameters length short of the end", "06" + "0206010400010001", 0);
        yield return ("Parameters length 0 with parameters", "00" + "0206010400010001", 0);
        yield return ("A parameter type and no more (CVE-2022-43681)", "01" + "02", 0);
        yield return ("Parameter length over the end", "02" + "02ff", 0);
        yield return ("Parameter length over the end by one", "08" + "0207010400010001", 0);
        yield return ("Parameter type 0", "02" + "0000", 4);
        yield return ("Authentication, parameter type 1", "03" + "010100", 4);
        yield return ("Parameter type 3", "04" + "03020000", 4);
        yield return ("Capability length over its parameter", "04" + "02024104", 0);
        yield return ("A capability code and no length", "03" + "020141", 0);
        yield return ("Capability length over by one", "07" + "0205" + "4104" + "0000fd", 0);
    }

    private static IEnumerable<(string Name, string Source, string Parameters)> Extended()
    {
        yield return ("Extended form, no length", "CVE-2022-40302", "ffff");
        yield return ("Extended form, half a length", "CVE-2022-40302", "ffff00");
        yield return ("Extended form, length over the end", "CVE-2022-40318", "ffff0010" + "02000401");
        yield return ("Extended form, length short of the end", "RFC 9072 §2", "ffff0001" + "02000401");
        yield return ("Extended form, half a parameter", "CVE-2022-40318", "ffff0002" + "0200");
        yield return ("Extended form, parameter over the end", "CVE-2022-40318", "ffff0005" + "02ffff" + "0104");
        yield return ("Extended form, capability over its parameter", "RFC 9072 §2", "ffff0005" + "020002" + "4104");
    }

    // Capabilities of a code for private use: any number of octets from 2 on but 257 + 2 and the like.
    private static string Padding(int octets)
    {
        string padding = string.Empty;
        while (octets > 257)
        {
            padding += "f0" + "64" + Repeat("aa", 100);
            octets -= 102;
        }

        return padding + "f0" + Number(octets - 2, 1) + Repeat("bb", octets - 2);
    }

    private static BadAnswer Welcome() => BadAnswer.Accept(route: null);

    private static BadCase Case(string name, string source, string octets, BadAnswer answer) =>
        new(name, source, BadState.OpenSent, BadSession.Plain, octets, answer);
}
