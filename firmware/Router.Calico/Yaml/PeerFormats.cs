using System;
using System.Diagnostics.CodeAnalysis;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Calico.Yaml;

/// <summary>How settings of BGP sessions are written, in whatever file.</summary>
public static class PeerFormats
{
    /// <summary>Whether a filter has the name shows when the whole file is read.</summary>
    public static ValueFormat<string> Routes { get; } = new("all, none or the name of a filter in 'policy'",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length > 0;
        });

    public static ValueFormat<AddPathMode> AddPath { get; } = Formats.Word(("none", AddPathMode.None),
        ("receive", AddPathMode.Receive), ("send", AddPathMode.Send), ("both", AddPathMode.Both));

    /// <summary>What this speaker is to the peer, in the words of RFC 9234 §4.1.</summary>
    public static ValueFormat<BgpRole> Role { get; } = Formats.Word(("provider", BgpRole.Provider),
        ("rs", BgpRole.RouteServer), ("rs-client", BgpRole.RouteServerClient), ("customer", BgpRole.Customer),
        ("peer", BgpRole.Peer));

    /// <summary>RFC 9494 §3.1: a field of 24 bits.</summary>
    public static ValueFormat<uint> LongLived { get; } = new("whole seconds from 0s to 16777215s",
        (string text, out uint value) => TryParseSeconds(text, (1 << 24) - 1, out value));

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
}
