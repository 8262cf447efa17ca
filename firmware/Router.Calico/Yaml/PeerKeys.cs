using System;
using System.Collections.Generic;
using Router.Bgp;

namespace Router.Calico.Yaml;

/// <summary>
/// Keys of a session for which Calico has no word, or not this one: in a run file's <c>peers</c> and in a file of
/// <c>router bgp</c> they are the same.
/// </summary>
public static class PeerKeys
{
    /// <summary>What is offered, and how long is waited.</summary>
    public static IReadOnlyList<Setting<BgpPeerOptions>> Session { get; } =
    [
        Key("holdTime", PeerFormats.HoldTime, static (peer, time) => peer with { HoldTime = time }),
        Key("connectRetry", PeerFormats.Wait, static (peer, wait) => peer with { ConnectRetry = wait }),
        Key("addPath", PeerFormats.AddPath, static (peer, mode) => peer with { AddPath = mode }),
        Key("extendedMessages", Formats.Bool, static (peer, on) => peer with { ExtendedMessages = on }),
        Key("gracefulRestart", Formats.Bool, static (peer, on) => peer with { GracefulRestart = on }),
        Key("restartTime", PeerFormats.Seconds(4095), static (peer, t) => peer with { GracefulRestartTime = t }),
        Key("stalePathTime", PeerFormats.Wait, static (peer, wait) => peer with { StalePathTime = wait }),
        Key("longLivedStaleTime", PeerFormats.LongLived, static (peer, t) => peer with { LongLivedStaleTime = t }),
        Key("role", PeerFormats.Role, static (peer, role) => peer with { Role = role }),
        Key("strictRole", Formats.Bool, static (peer, on) => peer with { StrictRole = on }),
    ];

    /// <summary>Which routes pass.</summary>
    public static IReadOnlyList<Setting<BgpPeerOptions>> Routes { get; } =
    [
        Key("rejectAsSets", Formats.Bool, static (peer, on) => peer with { RejectAsSets = on }),
        Key("maxPrefixes", Formats.Integer(1, int.MaxValue), static (peer, most) => peer with { MaxPrefixes = most }),
        Key("maxPrefixesWarning", Formats.Integer(0, 100),
            static (peer, percent) => peer with { MaxPrefixesWarning = (byte)percent }),
        Key("maxPrefixesRestart", PeerFormats.Wait, static (peer, wait) => peer with { MaxPrefixesRestart = wait }),
    ];

    private static Setting<BgpPeerOptions> Key<T>(
        string name, ValueFormat<T> format, Func<BgpPeerOptions, T, BgpPeerOptions> change) =>
        Settings.Value(name, format, change);
}
