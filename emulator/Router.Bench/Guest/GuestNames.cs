using System.Collections.Generic;

namespace Router.Bench.Guest;

/// <summary>The contestants, as the tables call them.</summary>
public static class GuestNames
{
    /// <summary>The guest kernel's own ipip device.</summary>
    public const string Kernel = "kernel tunl0";
    public const string Packet = "board packet";
    public const string Xdp = "board xdp";

    /// <summary>No router at all: what sender, sink and cable cost.</summary>
    public const string Cable = "cable";

    public static IReadOnlyList<string> All { get; } = [Kernel, Packet, Xdp];
}
