using System.Collections.Generic;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Boards.Speaker.Configuration;

/// <summary><c>bfd</c> of a neighbour: its path is watched, and the session ends when it is lost.</summary>
public sealed record BfdEntry
{
    /// <summary>Between packets, both ways, while the BFD session is up.</summary>
    public Duration Interval { get; init; } = Duration.FromMilliseconds(300);

    /// <summary>Lost packets that are a lost path.</summary>
    public byte Multiplier { get; init; } = 3;

    /// <summary>The neighbour is not on the link (RFC 5883).</summary>
    public bool IsMultihop { get; init; }
}

/// <summary>The keys of <c>bfd</c>; <c>docs/schema/bgp.json</c> lists the same.</summary>
public static class BfdKeys
{
    private static readonly ValueFormat<byte> s_multiplier = new("a number from 1 to 255",
        (string text, out byte value) => byte.TryParse(text, out value) && value > 0);

    public static IReadOnlyList<Setting<BfdEntry>> All { get; } =
    [
        Settings.Value<BfdEntry, Duration>("interval", RunFormats.BfdInterval,
            static (entry, interval) => entry with { Interval = interval }),
        Settings.Value<BfdEntry, byte>("multiplier", s_multiplier,
            static (entry, multiplier) => entry with { Multiplier = multiplier }),
        Settings.Value<BfdEntry, bool>("multihop", Formats.Bool,
            static (entry, multihop) => entry with { IsMultihop = multihop }),
    ];

    public static IReadOnlyList<string> Names { get; } = ["interval", "multiplier", "multihop"];

    /// <summary>The mapping below <c>bfd</c>; an empty one asks for the defaults.</summary>
    public static Setting<NeighbourEntry> Setting { get; } = new(
        "bfd", static (reader, entry) => reader.Section("bfd", Names) is { } section
            ? entry with { Bfd = Settings.ApplyAll(All, section, entry.Bfd ?? new BfdEntry()) }
            : entry);
}
