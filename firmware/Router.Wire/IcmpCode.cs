namespace Router.Wire;

/// <summary>Codes of the ICMP errors that the firmware sends or reads (RFC 792, RFC 1812 §5.2.7.1).</summary>
public static class IcmpCode
{
    public const byte NetUnreachable = 0;
    public const byte HostUnreachable = 1;
    public const byte ProtocolUnreachable = 2;
    public const byte PortUnreachable = 3;
    public const byte FragmentationNeeded = 4;
    public const byte SourceRouteFailed = 5;
    public const byte AdministrativelyProhibited = 13;

    /// <summary>Time Exceeded: the TTL ran out in transit.</summary>
    public const byte TtlExceeded = 0;

    /// <summary>Time Exceeded: fragments were missing for too long.</summary>
    public const byte ReassemblyTimeout = 1;

    /// <summary>Parameter Problem: the pointer shows where.</summary>
    public const byte PointerIndicatesError = 0;
}
