using System;
using System.Collections.Generic;
using Router.Tests.Support;

namespace Router.Fuzz;

/// <summary>
/// The table of bad inputs as seeds: whoever wrote a case down wants its neighbourhood searched, too.
/// </summary>
public static class BadInputSeeds
{
    private const byte Raw = 6;
    private const byte Connect = 7;
    private const byte Wait = 9;

    public static IEnumerable<byte[]> Of(string target)
    {
        foreach (BadCase bad in BadCases.All)
        {
            byte[] octets = Convert.FromHexString(bad.Octets);
            bool isUpdate = bad.State == BadState.Established && octets.Length > 18 && octets[18] == 2;
            if (target == "bgp-session")
            {
                yield return ScriptOf(bad, octets);
            }
            else if ((target == "bgp-update" && isUpdate)
                || (target == "bgp-open" && bad.State == BadState.OpenSent)
                || target == "bgp-stream")
            {
                yield return octets;
            }
        }
    }

    /// <summary>The case for <see cref="SessionTarget"/>: connect, come to its state, send, come back later.</summary>
    private static byte[] ScriptOf(BadCase bad, byte[] octets)
    {
        List<byte> script = [KindOf(bad.Session)];
        byte[] open = Convert.FromHexString(BgpHex.OpenFor(bad.Session));
        byte[] keepalive = Convert.FromHexString(BgpHex.Keepalive);
        Add(script, Connect, []);
        if (bad.State >= BadState.OpenConfirm)
        {
            Add(script, Raw, open);
        }

        if (bad.State == BadState.Established)
        {
            Add(script, Raw, keepalive);
        }

        Add(script, Raw, octets);
        Add(script, Wait, [0, 0]);
        Add(script, Connect, []);
        Add(script, Raw, open);
        Add(script, Raw, keepalive);
        return [.. script];
    }

    private static byte KindOf(BadSession session)
    {
        int kind = session.HasFlag(BadSession.Internal) ? 1 : 0;
        kind |= session.HasFlag(BadSession.Ipv6) ? 2 : 0;
        kind |= session.HasFlag(BadSession.AddPath) ? 4 : 0;
        kind |= session.HasFlag(BadSession.ExtendedMessages) ? 8 : 0;
        kind |= session.HasFlag(BadSession.ExtendedNextHop) ? 16 : 0;
        kind |= session.HasFlag(BadSession.TwoOctetAs) ? 32 : 0;
        return (byte)kind;
    }

    private static void Add(List<byte> script, byte what, byte[] operand)
    {
        script.Add(what);
        script.Add((byte)(operand.Length >> 8));
        script.Add((byte)operand.Length);
        script.AddRange(operand);
    }
}
