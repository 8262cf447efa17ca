using System.Collections.Generic;
using static Router.Tests.Support.BgpHex;

namespace Router.Tests.Support;

/// <summary>
/// Messages at the wrong time (RFC 6608 §4, the data are the type), NOTIFICATION at any time (RFC 4271 §6.4) and
/// messages that never end (§6.5).
/// </summary>
public static class StateCases
{
    private const string Refresh = Marker + "001705" + "00010001";

    public static IEnumerable<BadCase> All()
    {
        foreach ((BadState state, string name, string octets, byte type) in Unexpected())
        {
            yield return new BadCase($"{name} in {state}", "RFC 6608 §4", state, BadSession.Plain, octets,
                BadAnswer.Notify(5, (byte)(1 + (int)state), Number(type, 1)));
        }

        foreach (BadState state in (BadState[])[BadState.OpenSent, BadState.OpenConfirm, BadState.Established])
        {
            foreach ((string name, string body) in Notifications())
            {
                yield return new BadCase($"{name} in {state}", "RFC 4271 §6.4", state, BadSession.Plain,
                    Message(3, body), BadAnswer.Close());
            }
        }

        foreach ((string name, string octets) in Cut())
        {
            yield return new BadCase(name, "RFC 4271 §6.5", BadState.Established, BadSession.ShortHold, octets,
                BadAnswer.Notify(4, 0))
            { Wait = 4 };
        }
    }

    private static IEnumerable<(BadState State, string Name, string Octets, byte Type)> Unexpected()
    {
        yield return (BadState.OpenSent, "KEEPALIVE", Keepalive, 4);
        yield return (BadState.OpenSent, "UPDATE", EndOfRib, 2);
        yield return (BadState.OpenSent, "Malformed UPDATE", Message(2, "ffffffff"), 2);
        yield return (BadState.OpenSent, "ROUTE-REFRESH", Refresh, 5);
        yield return (BadState.OpenConfirm, "OPEN", OpenFor(BadSession.Plain), 1);
        yield return (BadState.OpenConfirm, "UPDATE", EndOfRib, 2);
        yield return (BadState.OpenConfirm, "UPDATE with routes", Update(Good), 2);
        yield return (BadState.OpenConfirm, "ROUTE-REFRESH", Refresh, 5);
        yield return (BadState.Established, "OPEN", OpenFor(BadSession.Plain), 1);
        yield return (BadState.Established, "Malformed OPEN", RawOpen("ff", version: 9), 1);
    }

    private static IEnumerable<(string Name, string Body)> Notifications()
    {
        yield return ("Cease", "0604");
        yield return ("Cease with a text", "0602" + "05" + "68656c6c6f");
        yield return ("Cease with a text over its end", "0602" + "ff" + "68");
        yield return ("Cease with a text that is not UTF-8", "0602" + "04" + "c328a0ff");
        yield return ("Version error", "0201" + "0003");
        yield return ("Unknown error code", "c8" + "4d" + "00");
        yield return ("Error code 0", "0000");
        yield return ("NOTIFICATION of 4096", "0609" + Repeat("ee", 4096 - 21));
    }

    private static IEnumerable<(string Name, string Octets)> Cut()
    {
        yield return ("Half a marker, then silence", Marker[..16]);
        yield return ("A header, then silence", Header(4096, 2));
        yield return ("An UPDATE short of an octet", Update(Good)[..^2]);
    }
}
