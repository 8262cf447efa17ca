using System;

namespace Router.Node.Echo;

/// <summary>ICMP errors in iputils' words (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1).</summary>
public static class PingErrors
{
    /// <param name="mtu">Next-hop MTU of a type 3 code 4 (RFC 1191 §4); otherwise ignored.</param>
    public static string Describe(int type, int code, int mtu) => (type, code) switch
    {
        (3, 0) => "Destination Net Unreachable",
        (3, 1) => "Destination Host Unreachable",
        (3, 2) => "Destination Protocol Unreachable",
        (3, 3) => "Destination Port Unreachable",
        (3, 4) => FormattableString.Invariant($"Frag needed and DF set (mtu = {mtu})"),
        (3, 5) => "Source Route Failed",
        (3, 6) => "Destination Net Unknown",
        (3, 7) => "Destination Host Unknown",
        (3, 8) => "Source Host Isolated",
        (3, 9) => "Destination Net Prohibited",
        (3, 10) => "Destination Host Prohibited",
        (3, 11) => "Destination Net Unreachable for Type of Service",
        (3, 12) => "Destination Host Unreachable for Type of Service",
        (3, 13) => "Packet filtered",
        (3, 14) => "Precedence Violation",
        (3, 15) => "Precedence Cutoff",
        (3, _) => FormattableString.Invariant($"Dest Unreachable, Bad Code: {code}"),
        (11, 0) => "Time to live exceeded",
        (11, 1) => "Frag reassembly time exceeded",
        (11, _) => FormattableString.Invariant($"Time exceeded, Bad Code: {code}"),
        (12, _) => "Parameter problem",
        _ => FormattableString.Invariant($"Bad ICMP type: {type}"),
    };
}
