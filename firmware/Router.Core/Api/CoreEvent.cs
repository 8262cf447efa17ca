using Router.Wire;

namespace Router.Core;

/// <summary>Something an operator or another layer wants to know.</summary>
public readonly record struct CoreEvent
{
    public CoreEventKind Kind { get; init; }

    public Instant At { get; init; }

    /// <summary>A port or <see cref="NextHop.Tunnel"/>.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The neighbour, our own address that another station uses, the destination with a new path MTU, or that of a
    /// route.
    /// </summary>
    public Ipv4Address Address { get; init; }

    public MacAddress Mac { get; init; }

    /// <summary>The path MTU, or the prefix length of a route.</summary>
    public int Value { get; init; }
}
