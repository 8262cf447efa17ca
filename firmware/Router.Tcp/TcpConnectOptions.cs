namespace Router.Tcp;

/// <summary>Settings of an active open.</summary>
public sealed class TcpConnectOptions : TcpSettings
{
    /// <summary>Zero lets the stack choose (RFC 6056).</summary>
    public ushort LocalPort { get; init; }

    /// <summary>What holds for the remote address.</summary>
    public TcpGuard Guard { get; init; } = TcpGuard.None;

    /// <summary>RFC 9293 §3.8.3: SYN retransmission must last at least 3 minutes.</summary>
    public Duration ConnectTimeout { get; init; } = Duration.FromSeconds(180);
}
