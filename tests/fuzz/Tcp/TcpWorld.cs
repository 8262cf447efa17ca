using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Router.Tests.Support;

namespace Router.Fuzz.Tcp;

/// <summary>
/// Addresses and file of the speaker that the table is played against: one neighbour for each kind of session, one that
/// announces and one that listens. All addresses are of 192.0.2.0/24 (RFC 5737).
/// </summary>
internal static class TcpWorld
{
    public const int SenderAs = 65011;
    public const int ListenerAs = 65012;

    /// <summary>The first wait after an error, so that a run of hundreds of errors does not take hours.</summary>
    private const string ErrorHold = "50ms";

    public static IPEndPoint Speaker { get; } = new(IPAddress.Parse("192.0.2.1"), 179);

    public static IPAddress Sender { get; } = IPAddress.Parse("192.0.2.10");

    public static IPAddress Listener { get; } = IPAddress.Parse("192.0.2.11");

    public static IReadOnlyList<BadSession> Kinds { get; } = [.. BadCases.All.Select(bad => bad.Session).Distinct()];

    public static IPAddress SuspectOf(BadSession session) => IPAddress.Parse(string.Create(
        CultureInfo.InvariantCulture, $"192.0.2.{100 + Kinds.ToList().IndexOf(session)}"));

    /// <summary>Every address that the player and the speaker need.</summary>
    public static IEnumerable<IPAddress> Addresses =>
        [Speaker.Address, Sender, Listener, .. Kinds.Select(SuspectOf)];

    /// <summary>The file for <c>router bgp</c>.</summary>
    public static string File(string control)
    {
        StringBuilder file = new();
        file.Append(CultureInfo.InvariantCulture, $$"""
            control: {{control}}
            bgp:
              asn: {{BgpHex.OurAs}}
              routerId: {{Speaker.Address}}
              listen: [{{Speaker}}]
              errorHold: {{ErrorHold}}
              defaults: { passive: true, import: all, export: all, nextHopIpv6: "2001:db8::1" }
              neighbors:
                - { address: {{Sender}}, asn: {{SenderAs}}, families: [ipv4, ipv6] }
                - { address: {{Listener}}, asn: {{ListenerAs}}, families: [ipv4, ipv6] }

            """);
        foreach (BadSession kind in Kinds)
        {
            file.Append(CultureInfo.InvariantCulture, $"    - {{ address: {SuspectOf(kind)}, ")
                .Append(CultureInfo.InvariantCulture,
                    $"asn: {(kind.HasFlag(BadSession.Internal) ? BgpHex.OurAs : BgpHex.PeerAs)}, ")
                .Append(kind.HasFlag(BadSession.Ipv6) ? "families: [ipv4, ipv6], " : "families: [ipv4], ")
                .Append(kind.HasFlag(BadSession.AddPath) ? "addPath: both, " : string.Empty)
                .Append(kind.HasFlag(BadSession.Customer) ? "role: customer, " : string.Empty)
                .Append(Flag(kind, BadSession.ExtendedMessages, "extendedMessages"))
                .Append(", ")
                .Append(Flag(kind, BadSession.ExtendedNextHop, "extendedNextHop"))
                .AppendLine(" }");
        }

        return file.ToString();
    }

    private static string Flag(BadSession kind, BadSession flag, string key) =>
        $"{key}: {(kind.HasFlag(flag) ? "true" : "false")}";
}
