namespace Router.Bfd;

/// <summary>Why a session last left Up (RFC 5880 §4.1); numbers from 9 to 31 are carried as they are.</summary>
public enum BfdDiagnostic : byte
{
    None = 0,
    DetectionTimeExpired = 1,
    EchoFailed = 2,
    NeighbourSignalledDown = 3,
    ForwardingPlaneReset = 4,
    PathDown = 5,
    ConcatenatedPathDown = 6,
    AdministrativelyDown = 7,
    ReverseConcatenatedPathDown = 8,
}
