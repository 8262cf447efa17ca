using Router.Wire;

namespace Router.Node;

/// <summary>One of the servers that a client may ask, and how it behaved.</summary>
internal sealed class NtpServer(Ipv4Address address)
{
    public Ipv4Address Address { get; } = address;

    /// <summary>When it may be asked next; never again after it said so.</summary>
    public Instant NextAt { get; set; } = Instant.Zero;

    /// <summary>How long it is left alone after an answer.</summary>
    public Duration Interval { get; set; } = NtpClient.ShortestInterval;

    /// <summary>How long it is left alone after silence.</summary>
    public Duration Backoff { get; set; } = NtpClient.ShortestBackoff;
}
