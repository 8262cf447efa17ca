using Router.Wire;

namespace Router.Core;

/// <summary>A packet for the board itself; its payload comes beside it.</summary>
public readonly record struct LocalPacket
{
    /// <summary>The port it came from, <see cref="NextHop.Tunnel"/>, or <see cref="Loopback"/>.</summary>
    public int Port { get; init; }

    public Ipv4Address Source { get; init; }

    public Ipv4Address Destination { get; init; }

    public byte Protocol { get; init; }

    public byte Ttl { get; init; }

    public byte Tos { get; init; }

    /// <summary>Sent to a broadcast address: never answer with an error.</summary>
    public bool Broadcast { get; init; }

    public Instant Received { get; init; }

    /// <summary>The interface index of packets that the board sent to itself.</summary>
    public const int Loopback = -2;
}
