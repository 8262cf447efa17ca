using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Hal.Linux;
using Router.Wire;
using Router.Wire.Bgp;

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

    /// <summary>Whether a filter has the name shows when the whole file is read.</summary>
    public static ValueFormat<RouteChoice> Routes { get; } = new("all, none or the name of a filter in 'policy'",
        (string text, out RouteChoice value) =>
        {
            value = new RouteChoice(text);
            return text.Length > 0;
        });

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

    public static ValueFormat<AddPathMode> AddPath { get; } = Formats.Word(("none", AddPathMode.None),
        ("receive", AddPathMode.Receive), ("send", AddPathMode.Send), ("both", AddPathMode.Both));

    /// <summary>What this speaker is to the peer, in the words of RFC 9234 §4.1.</summary>
    public static ValueFormat<BgpRole> Role { get; } = Formats.Word(("provider", BgpRole.Provider),
        ("rs", BgpRole.RouteServer), ("rs-client", BgpRole.RouteServerClient), ("customer", BgpRole.Customer),
        ("peer", BgpRole.Peer));

    /// <summary>RFC 9494 §3.1: a field of 24 bits.</summary>
    public static ValueFormat<uint> LongLived { get; } = new("whole seconds from 0s to 16777215s",
        (string text, out uint value) => TryParseSeconds(text, (1 << 24) - 1, out value));

    public static ValueFormat<string> Password { get; } = new(
        FormattableString.Invariant($"a password of 1 to {LongestPassword} octets"),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(text) <= LongestPassword;
        });

    /// <summary>RFC 4271 §4.2: zero or at least three seconds.</summary>
    public static ValueFormat<ushort> HoldTime { get; } = new("whole seconds: 0s, or 3s to 65535s",
        (string text, out ushort value) =>
        {
            bool valid = TryParseSeconds(text, ushort.MaxValue, out uint seconds) && seconds is not (1 or 2);
            value = (ushort)seconds;
            return valid;
        });

    /// <summary>Whole seconds up to a limit, as a field on the wire holds them.</summary>
    public static ValueFormat<ushort> Seconds(ushort most) => new(
        FormattableString.Invariant($"whole seconds from 0s to {most}s"),
        (string text, out ushort value) =>
        {
            bool valid = TryParseSeconds(text, most, out uint seconds);
            value = (ushort)seconds;
            return valid;
        });

    /// <summary>A wait that is not zero.</summary>
    public static ValueFormat<Duration> Wait { get; } = new("a duration of at least 1ms, such as 5s",
        (string text, out Duration value) =>
            DurationText.TryParse(text, out value) && value >= Duration.FromMilliseconds(1));

    private static bool TryParseSeconds(string text, uint most, out uint seconds)
    {
        bool valid = DurationText.TryParse(text, out Duration duration)
            && duration.Nanoseconds % Duration.NanosecondsPerSecond == 0
            && duration.Seconds <= most;
        seconds = valid ? (uint)duration.Seconds : 0;
        return valid;
    }

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
