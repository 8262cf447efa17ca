namespace Router.Bfd;

/// <summary>One session with one neighbour.</summary>
public sealed record BfdSessionOptions
{
    public required IpAddress Remote { get; init; }

    /// <summary>Where packets leave from; zero lets the transport choose.</summary>
    public IpAddress Local { get; init; }

    /// <summary>The neighbour is not on the link (RFC 5883); packets go to another port, and TTLs are free.</summary>
    public bool Multihop { get; init; }

    /// <summary>The least TTL of received packets of a multihop session; 0 takes any.</summary>
    public byte MinTtl { get; init; }

    public BfdTimers Timers { get; init; } = new();
}
