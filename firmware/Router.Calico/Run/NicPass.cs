using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Router.Calico.Run;

/// <summary>
/// Frames of an interface that stay the kernel's: EtherTypes and TCP ports, in the run file's words, so that two
/// compare by what they say.
/// </summary>
public readonly record struct NicPass
{
    private const string TcpPrefix = "tcp/";

    private readonly string? _words;

    public NicPass(IEnumerable<string> words) => _words = string.Join(' ', words);

    /// <summary>IPv6, which the board does not speak.</summary>
    public static NicPass Default { get; } = new(["ipv6"]);

    public IReadOnlyList<ushort> EtherTypes => [.. Words.Select(EtherType).Where(type => type != 0)];

    public IReadOnlyList<ushort> TcpPorts => [.. Words.Select(TcpPort).Where(port => port != 0)];

    private string[] Words => (_words ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => _words ?? string.Empty;

    /// <summary>ipv6, lldp, an EtherType such as 0x88f7, or tcp/ and a port.</summary>
    public static bool IsWord(string word) => EtherType(word) != 0 || TcpPort(word) != 0;

    // IEEE 802.3 §3.2.6: numbers below 0x600 are lengths. ARP and IPv4 are what the board lives on.
    private static ushort EtherType(string word) => word switch
    {
        "ipv6" => 0x86dd,
        "lldp" => 0x88cc,
        _ when word.StartsWith("0x", StringComparison.Ordinal)
            && ushort.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out ushort type)
            && type is >= 0x600 and not (0x0800 or 0x0806) => type,
        _ => 0,
    };

    private static ushort TcpPort(string word) => word.StartsWith(TcpPrefix, StringComparison.Ordinal)
        && ushort.TryParse(word.AsSpan(TcpPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture,
            out ushort port)
        ? port
        : (ushort)0;
}
