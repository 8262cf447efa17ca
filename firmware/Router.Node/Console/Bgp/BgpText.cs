using System;
using System.Globalization;
using System.Text;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>Words for what BGP carries.</summary>
internal static class BgpText
{
    public static bool IsExternal(IBgpConsole console, BgpPeerView peer) =>
        (peer.Options.LocalAs ?? console.Speaker.Options.LocalAs) != peer.Options.RemoteAs;

    /// <summary>What a peer wrote, on one line.</summary>
    public static string Clean(string text) =>
        string.Create(text.Length, text, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });

    /// <summary>As vtysh has it: hh:mm:ss for a day, then 1d02h03m.</summary>
    public static string UpDown(Duration elapsed)
    {
        var time = TimeSpan.FromSeconds(elapsed.Seconds);
        return time.Days == 0
            ? time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{time.Days}d{time.Hours:D2}h{time.Minutes:D2}m");
    }

    /// <summary>RFC 1997, each as a pair in parentheses.</summary>
    public static string Communities(ReadOnlySpan<byte> value)
    {
        StringBuilder text = new();
        for (int at = 0; at + 4 <= value.Length; at += 4)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Blank(at)}({BigEndian.ReadUInt16(value, at)},{BigEndian.ReadUInt16(value, at + 2)})");
        }

        return text.ToString();
    }

    /// <summary>RFC 4360: kind, key and value; what has none of the known forms in two halves.</summary>
    public static string ExtendedCommunities(ReadOnlySpan<byte> value)
    {
        StringBuilder text = new();
        for (int at = 0; at + 8 <= value.Length; at += 8)
        {
            text.Append(Blank(at)).Append(ExtendedCommunity(value.Slice(at, 8)));
        }

        return text.ToString();
    }

    /// <summary>RFC 8092, each as three numbers.</summary>
    public static string LargeCommunities(ReadOnlySpan<byte> value)
    {
        StringBuilder text = new();
        for (int at = 0; at + 12 <= value.Length; at += 12)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Blank(at)}({BigEndian.ReadUInt32(value, at)}, {BigEndian.ReadUInt32(value, at + 4)}, ")
                .Append(CultureInfo.InvariantCulture, $"{BigEndian.ReadUInt32(value, at + 8)})");
        }

        return text.ToString();
    }

    private static string ExtendedCommunity(ReadOnlySpan<byte> octets)
    {
        string kind = octets[1] switch
        {
            2 => "rt",
            3 => "ro",
            _ => string.Create(CultureInfo.InvariantCulture, $"unknown 0x{BigEndian.ReadUInt16(octets, 0):x}"),
        };
        FormattableString text = (octets[0] & 0xbf) switch
        {
            // RFC 4360 §3.1: two-octet AS number and four octets.
            0 => $"({kind}, {BigEndian.ReadUInt16(octets, 2)}, {BigEndian.ReadUInt32(octets, 4)})",

            // §3.2: IPv4 address and two octets.
            1 => $"({kind}, {Ipv4Address.Read(octets, 2)}, {BigEndian.ReadUInt16(octets, 6)})",

            // RFC 5668 §2: four-octet AS number and two octets.
            2 => $"({kind}, {BigEndian.ReadUInt32(octets, 2)}, {BigEndian.ReadUInt16(octets, 6)})",
            _ => $"(generic, 0x{BigEndian.ReadUInt32(octets, 0):x}, 0x{BigEndian.ReadUInt32(octets, 4):x})",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    private static string Blank(int at) => at > 0 ? " " : string.Empty;
}
