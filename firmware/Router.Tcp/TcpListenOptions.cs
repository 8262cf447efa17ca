namespace Router.Tcp;

/// <summary>Settings of a passive open.</summary>
public sealed class TcpListenOptions : TcpSettings
{
    /// <summary>The local address to listen on; <see cref="Ipv4Address.Any"/> is every address.</summary>
    public Ipv4Address Address { get; init; }

    /// <summary>What holds for whom; null guards nobody.</summary>
    public TcpGuards? Guards { get; init; }

    /// <summary>Half-open connections kept; one more drops the oldest (RFC 4987 §3.4).</summary>
    public int Backlog { get; init; } = 128;
}
