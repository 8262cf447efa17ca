namespace Router.Tcp;

/// <summary>What one connection, or every connection of one listener, is made with.</summary>
public abstract class TcpSettings
{
    /// <summary>The IP type-of-service octet; BGP uses 0xc0 (internetwork control).</summary>
    public byte Tos { get; init; }

    public byte Ttl { get; init; } = 64;

    /// <summary>Switches Nagle's algorithm off (RFC 1122 §4.2.3.4). BGP wants this.</summary>
    public bool NoDelay { get; init; }

    /// <summary>
    /// Largest payload we ask the peer to send, without options; never more than the MTU of the way out − 40
    /// (RFC 6691), and just that when 0.
    /// </summary>
    public ushort Mss { get; init; } = 1460;

    public bool WindowScaling { get; init; } = true;

    /// <summary>RFC 7323 timestamps, and with them PAWS.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Octets; allocated once when the handshake completes.</summary>
    public int SendBuffer { get; init; } = 65_536;

    /// <summary>Octets; allocated once when the handshake completes.</summary>
    public int ReceiveBuffer { get; init; } = 65_536;

    /// <summary>
    /// Idle time before the first probe (RFC 1122 §4.2.3.6); zero is off, which is the RFC's default.
    /// </summary>
    public Duration KeepAliveIdle { get; init; } = Duration.Zero;

    public Duration KeepAliveInterval { get; init; } = Duration.FromSeconds(75);

    public int KeepAliveProbes { get; init; } = 9;

    /// <summary>How long sent data may stay unacknowledged (RFC 9293 §3.8.3 R2: at least 100 s).</summary>
    public Duration UserTimeout { get; init; } = Duration.FromSeconds(120);
}
