namespace Router.Bfd;

/// <summary>A session as it stands, for tables and tests.</summary>
public sealed record BfdSessionView
{
    public required int Index { get; init; }

    public required BfdSessionOptions Options { get; init; }

    public required BfdPath Path { get; init; }

    public BfdState State { get; init; }

    public BfdState RemoteState { get; init; }

    public BfdDiagnostic Diagnostic { get; init; }

    public BfdDiagnostic RemoteDiagnostic { get; init; }

    public uint LocalDiscriminator { get; init; }

    /// <summary>Zero when the peer is not known.</summary>
    public uint RemoteDiscriminator { get; init; }

    /// <summary>When the present state began.</summary>
    public Instant Since { get; init; }

    /// <summary>Between periodic packets, before jitter; zero while there are none.</summary>
    public Duration TransmitInterval { get; init; }

    /// <summary>Silence after which the session is down; zero before the peer was heard.</summary>
    public Duration DetectionTime { get; init; }

    /// <summary>How often the session came up.</summary>
    public uint TimesUp { get; init; }

    public ulong PacketsSent { get; init; }

    public ulong PacketsReceived { get; init; }
}
