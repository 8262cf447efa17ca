using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>RFC 4271 §6.1, in every state that reads messages: the header is judged before anything else.</summary>
public static class HeaderCases
{
    public static IEnumerable<BadCase> All()
    {
        foreach (BadState state in (BadState[])[BadState.OpenSent, BadState.OpenConfirm, BadState.Established])
        {
            foreach ((string name, string octets, BadAnswer answer) in Everywhere())
            {
                yield return new BadCase($"{name} in {state}", "RFC 4271 §6.1", state, BadSession.Plain, octets,
                    answer);
            }
        }
    }

    private static IEnumerable<(string Name, string Octets, BadAnswer Answer)> Everywhere()
    {
        BadAnswer notSynchronized = BadAnswer.Notify(1, 1);
        yield return ("First octet of the marker 0", "00" + Marker[2..] + "001304", notSynchronized);
        yield return ("Last octet of the marker fe", Marker[..^2] + "fe" + "001304", notSynchronized);
        yield return ("Half a marker and a zero", Marker[..16] + "00", notSynchronized);
        yield return ("HTTP", "474554202f20485454502f312e310d0a0d0a0000", notSynchronized);
        yield return ("A run of zeros", Repeat("00", 4096), notSynchronized);
        yield return ("A run of ff", Repeat("ff", 4096), BadAnswer.Notify(1, 2, "ffff"));
        foreach ((int length, int type, string what) in ((int, int, string)[])[
            (0, 4, "Length 0"), (18, 4, "Length 18"), (4097, 2, "UPDATE of 4097"), (65535, 2, "UPDATE of 65535"),
            (20, 4, "KEEPALIVE of 20"), (4096, 4, "KEEPALIVE of 4096"), (28, 1, "OPEN of 28"),
            (4097, 1, "OPEN of 4097"), (22, 2, "UPDATE of 22"), (20, 3, "NOTIFICATION of 20"),
            (22, 5, "ROUTE-REFRESH of 22")])
        {
            // The data are the erroneous length. The body is not there yet: the header alone is enough.
            yield return (what, Header(length, type), BadAnswer.Notify(1, 2, Number(length, 2)));
        }

        foreach (int type in (int[])[0, 6, 7, 128, 255])
        {
            // The data are the erroneous type. 6 is the message of CVE-2024-31949.
            yield return ($"Type {type}", Header(19, type), BadAnswer.Notify(1, 3, Number(type, 1)));
        }
    }
}
