using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Configuration;

/// <summary>Kinds of values that only a file for <c>router bgp</c> holds.</summary>
public static class SpeakerFormats
{
    /// <summary>The hops of <c>ttlSecurity</c> where it is merely on: the peer is on the link.</summary>
    private const int OnLink = 1;

    private const int LongestPassword = 80;

    private const string Addresses = "192.0.2.1 or 2001:db8::1";

    public static ValueFormat<IpAddress> Address { get; } = new("an address such as " + Addresses,
        (string text, out IpAddress value) => IpAddress.TryParse(text, out value));

    public static ValueFormat<IpPrefix> Prefix { get; } = new(
        "a prefix such as 192.0.2.0/24 or 2001:db8::/32 with zero host bits",
        (string text, out IpPrefix value) =>
        {
            value = default;
            return text.Contains('/', StringComparison.Ordinal) && IpPrefix.TryParse(text, out value);
        });

    public static ValueFormat<RouterId> RouterId { get; } = new("a router ID such as 192.0.2.1, other than 0.0.0.0",
        (string text, out RouterId value) => Wire.RouterId.TryParse(text, out value));

    public static ValueFormat<TcpEndpoint> Listen { get; } = new(
        "an address with or without a port, such as 192.0.2.1:179, 192.0.2.1, [2001:db8::1]:179 or 2001:db8::1",
        (string text, out TcpEndpoint value) => TryParseEndpoint(text, out value));

    public static ValueFormat<ushort> Port { get; } = new("a port from 1 to 65535",
        (string text, out ushort value) => TryParsePort(text, out value));

    public static ValueFormat<byte> Ttl { get; } = new("a TTL from 1 to 255",
        (string text, out byte value) =>
            byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0);

    /// <summary>RFC 5082 §3: on, off, or how many hops the peer may be away; the least TTL of what arrives.</summary>
    public static ValueFormat<byte> TtlSecurity { get; } = new(
        "true (the peer is on the link), false, or the hops to the peer from 1 to 254",
        (string text, out byte least) =>
        {
            bool isSwitch = Formats.Bool.TryParse(text, out bool on);
            int hops = on ? OnLink : 0;
            bool valid = isSwitch || Formats.Integer(1, 254).TryParse(text, out hops);
            least = hops == 0 ? (byte)0 : (byte)(256 - hops);
            return valid;
        });

    public static ValueFormat<IpAddress> Ipv4 { get; } = new("an IPv4 address such as 192.0.2.1",
        (string text, out IpAddress value) => IpAddress.TryParse(text, out value) && value.IsV4);

    public static ValueFormat<IpAddress> Ipv6 { get; } = new("an IPv6 address such as 2001:db8::1",
        (string text, out IpAddress value) => IpAddress.TryParse(text, out value) && !value.IsV4);

    public static ValueFormat<BgpFamilies> Family { get; } =
        Formats.Word(("ipv4", BgpFamilies.Ipv4Unicast), ("ipv6", BgpFamilies.Ipv6Unicast));

    public static ValueFormat<string> Password { get; } = new(
        FormattableString.Invariant($"a password of 1 to {LongestPassword} octets"),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(text) <= LongestPassword;
        });

    private static bool TryParseEndpoint(string text, out TcpEndpoint endpoint)
    {
        ReadOnlySpan<char> address = text;
        ushort port = BgpPeerOptions.DefaultPort;
        int colon = text.LastIndexOf(':');
        bool isBracketed = text.StartsWith('[');
        bool hasPort = isBracketed
            ? colon > 0 && text[colon - 1] == ']'
            : colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon;
        endpoint = default;
        if (hasPort && !TryParsePort(text.AsSpan(colon + 1), out port))
        {
            return false;
        }

        address = hasPort ? address[..colon] : address;
        if (isBracketed)
        {
            if (!address.EndsWith("]"))
            {
                return false;
            }

            address = address[1..^1];
        }

        bool valid = IpAddress.TryParse(address, out IpAddress ip) && !(isBracketed && ip.IsV4);
        endpoint = new TcpEndpoint(ip, port);
        return valid;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;
}
