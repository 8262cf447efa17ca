namespace Router.Tcp;

/// <summary>A connection as it stands, for tables and tests. A handle that is gone reads as CLOSED and zeros.</summary>
public readonly record struct TcpInfo
{
    public TcpState State { get; init; }

    public Ipv4Address LocalAddress { get; init; }

    public ushort LocalPort { get; init; }

    public Ipv4Address RemoteAddress { get; init; }

    public ushort RemotePort { get; init; }

    /// <summary>Smoothed round-trip time; zero before the first sample.</summary>
    public Duration RoundTrip { get; init; }

    public Duration Rto { get; init; }

    /// <summary>Largest payload of one segment, options taken off.</summary>
    public int SegmentSize { get; init; }

    public uint CongestionWindow { get; init; }

    public uint SlowStartThreshold { get; init; }

    /// <summary>The peer's last advertised window, scaled.</summary>
    public uint SendWindow { get; init; }

    /// <summary>Octets sent and not acknowledged.</summary>
    public uint InFlight { get; init; }

    public int SendQueued { get; init; }

    public int SendFree { get; init; }

    public int ReceiveQueued { get; init; }

    public bool Timestamps { get; init; }

    public ulong OctetsAcknowledged { get; init; }

    public ulong OctetsReceived { get; init; }

    public ulong Retransmissions { get; init; }

    /// <summary>ICMP type and code of the last soft error (RFC 5927 §4), −1 when there was none.</summary>
    public int SoftError { get; init; }
}
