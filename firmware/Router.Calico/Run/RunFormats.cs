using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>Kinds of values that only the run file holds.</summary>
public static class RunFormats
{
    /// <summary>IFNAMSIZ of Linux less its end mark.</summary>
    public const int LongestName = 15;

    public const int SmallestMtu = 576;

    /// <summary>A frame of a pool slot: 2048 octets less headroom and Ethernet header.</summary>
    public const int LargestMtu = 1_900;

    public static ValueFormat<CalicoGeneration> Generation { get; } = Formats.Word(("auto", CalicoGeneration.Auto),
        ("classic", CalicoGeneration.Classic), ("v3.32", CalicoGeneration.V332), ("v3.33", CalicoGeneration.V333));

    /// <summary>More queues than small machines' devices have.</summary>
    public const int MostWorkers = 32;

    /// <summary>Cores that a mask of the C library can name.</summary>
    public const int LargestCore = 1023;

    public static ValueFormat<NicKind> NicKind { get; } =
        Formats.Word(("packet", Run.NicKind.Packet), ("tap", Run.NicKind.Tap), ("xdp", Run.NicKind.Xdp));

    public static ValueFormat<NicMode> NicMode { get; } = Formats.Word(
        ("auto", Run.NicMode.Auto), ("copy", Run.NicMode.Copy), ("zerocopy", Run.NicMode.ZeroCopy));

    public static ValueFormat<NicRing> NicRing { get; } =
        Formats.Word(("slots", Run.NicRing.Slots), ("blocks", Run.NicRing.Blocks));

    public static ValueFormat<string> NicPass { get; } = new(
        "ipv6, lldp, an EtherType such as 0x88f7 but not IPv4's or ARP's, or a TCP port such as tcp/22",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return Run.NicPass.IsWord(text);
        });

    public static ValueFormat<RpfMode> Rpf { get; } = Formats.Word(("off", RpfMode.Off),
        ("strict", RpfMode.Strict), ("loose", RpfMode.Loose));

    public static ValueFormat<LogLevel> Log { get; } = Formats.Word(("error", LogLevel.Error),
        ("warning", LogLevel.Warning), ("info", LogLevel.Info), ("debug", LogLevel.Debug));

    public static ValueFormat<ForwarderKind> Forwarder { get; } =
        Formats.Word(("fast", ForwarderKind.Fast), ("plain", ForwarderKind.Plain));

    /// <summary>A name that Linux would take for an interface.</summary>
    public static ValueFormat<string> InterfaceName { get; } = new(
        FormattableString.Invariant($"a name of 1 to {LongestName} characters without blanks, '/' or ':'"),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length is > 0 and <= LongestName && text is not ("." or "..")
                && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && text.AsSpan().IndexOfAny('/', ':') < 0;
        });

    public static ValueFormat<Ipv4Address> WorkloadAddress { get; } = new(
        "a single address such as 172.165.231.156/32",
        (string text, out Ipv4Address value) =>
        {
            bool valid = Prefix.TryParse(text, out Prefix prefix) && prefix.IsHost;
            value = prefix.Address;
            return valid;
        });

    public static ValueFormat<Prefix> RouteTo { get; } = new(
        "default, or a prefix such as 192.0.2.0/24 with zero host bits",
        (string text, out Prefix value) =>
        {
            value = Prefix.Default;
            return text == "default" || Prefix.TryParse(text, out value);
        });

    /// <summary>Quicker than a thousand packets a second would tell more of the machine than of the path.</summary>
    public static ValueFormat<Duration> BfdInterval { get; } = new("a duration from 10ms to 60s",
        (string text, out Duration value) => DurationText.TryParse(text, out value)
            && value >= Duration.FromMilliseconds(10) && value <= Duration.FromSeconds(60));

    public static ValueFormat<MetricsEndpoint> Metrics { get; } = new("an address and a port such as 127.0.0.1:9100",
        (string text, out MetricsEndpoint value) =>
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            value = default;
            if (colon < 0 || !Ipv4Address.TryParse(text.AsSpan(0, colon), out Ipv4Address address)
                || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture,
                    out ushort port) || port == 0)
            {
                return false;
            }

            value = new MetricsEndpoint(address, port);
            return true;
        });
}
