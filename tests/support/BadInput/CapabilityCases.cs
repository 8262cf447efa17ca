using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>
/// Capabilities: known ones of a length that their RFC does not have are a malformed parameter (RFC 4271 §6.2),
/// unknown ones and what only people read are never an error (RFC 5492 §3).
/// </summary>
public static class CapabilityCases
{
    private const string Usual = "010400010001" + "41040000fde9";

    public static IEnumerable<BadCase> All()
    {
        foreach ((string name, string source, string capability) in Malformed())
        {
            yield return new BadCase(name, source, BadState.OpenSent, BadSession.Plain, Open(Usual + capability),
                BadAnswer.Notify(2, 0));
        }

        foreach ((string name, string source, string capability) in Harmless())
        {
            yield return new BadCase(name, source, BadState.OpenSent, BadSession.Plain, Open(Usual + capability),
                BadAnswer.Accept(route: null));
        }

        yield return new BadCase("A family that we do not want", "RFC 5492 §5", BadState.OpenSent, BadSession.Plain,
            Open("010400190041" + "41040000fde9"), BadAnswer.Notify(2, 7, data: null));
        foreach ((string name, string roles) in ((string, string)[])[("Customer", "090103"), ("Peer", "090104"),
            ("Unassigned", "090105"), ("Provider and peer", "090100" + "090104")])
        {
            yield return new BadCase(name + " facing a customer", "RFC 9234 §4.2", BadState.OpenSent,
                BadSession.Customer, Open(Usual + roles), BadAnswer.Notify(2, 11));
        }

        yield return new BadCase("Provider twice facing a customer", "RFC 9234 §4.2", BadState.OpenSent,
            BadSession.Customer, Open(Usual + "090100" + "090100"), BadAnswer.Accept(route: null));
    }

    private static IEnumerable<(string Name, string Source, string Capability)> Malformed()
    {
        yield return ("Multiprotocol of 3", "RFC 4760 §8", "0103000101");
        yield return ("Multiprotocol of 5", "RFC 4760 §8", "01050001000100");
        yield return ("Route refresh of 1", "RFC 2918 §2", "020100");
        yield return ("Extended next hop of 5", "RFC 8950 §4", "05050001000100");
        yield return ("Extended message of 1", "RFC 8654 §3", "060100");
        yield return ("Role of 0", "RFC 9234 §4.1", "0900");
        yield return ("Role of 2", "RFC 9234 §4.1", "09020000");
        yield return ("Graceful restart of 0", "RFC 4724 §3", "4000");
        yield return ("Graceful restart of 1", "RFC 4724 §3", "400100");
        yield return ("Graceful restart of 5", "RFC 4724 §3", "40050078000101");
        yield return ("Four-octet AS of 2", "RFC 6793 §3", "4102fde9");
        yield return ("Four-octet AS of 5", "RFC 6793 §3", "41050000fde900");
        yield return ("ADD-PATH of 3", "RFC 7911 §4", "4503000101");
        yield return ("Enhanced refresh of 1", "RFC 7313 §3.1", "460100");
        yield return ("Long-lived graceful restart of 6", "CVE-2023-31489", "4706000101000000");
        yield return ("Long-lived graceful restart of 1", "CVE-2023-31489", "470100");
    }

    private static IEnumerable<(string Name, string Source, string Capability)> Harmless()
    {
        yield return ("Host name over its end", "GoBGP 3.10 panics", "4902ff41");
        yield return ("Host name of 0", "RFC 5492 §3", "4900");
        yield return ("Domain over its end", "RFC 5492 §3", "49040141ff42");
        yield return ("Host name of control characters", "RFC 9003 §2", "4906041b5b324a00");
        yield return ("Software version of 0", "CVE-2025-43971", "4b00");
        yield return ("Software version over its end", "CVE-2025-43971", "4b02ff41");
        yield return ("Route filters cut", "CVE-2023-41360", "0305000100ff01");
        yield return ("Route filters of 0", "CVE-2023-41360", "0300");
        yield return ("Dynamic capability", "CVE-2024-31949", "4300");
        yield return ("Multisession", "RFC 5492 §3", "440100");
        yield return ("Capability 0", "RFC 5492 §3", "0000");
        yield return ("Capability 255", "RFC 5492 §3", "ff03aabbcc");
        yield return ("ADD-PATH with a mode of 7", "RFC 7911 §4", "450400010107");
        yield return ("ADD-PATH for a family nobody has", "RFC 7911 §4", "4504fffffe03");
        yield return ("ADD-PATH of no family", "RFC 7911 §4", "4500");
        yield return ("Graceful restart with all bits set", "RFC 4724 §3", "4006ffff000101ff");
        yield return ("Graceful restart of a family nobody has", "RFC 4724 §3", "40060078fffffe80");
        yield return ("Two different graceful restarts", "RFC 4724 §3", "40020078" + "40020001");
        yield return ("Long-lived without graceful restart", "RFC 9494 §4.1", "4707000101800151ff");
        yield return ("Extended next hop of odd families", "RFC 8950 §4", "0506ffffffffffff");
        yield return ("The same capability forty times", "RFC 5492 §4", Repeat("0200", 40));
        yield return ("A role towards somebody without", "RFC 9234 §4.2", "0901ff");
    }
}
