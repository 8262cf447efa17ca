namespace Router.Wire;

/// <summary>ICMP types (RFC 792, IANA). Plain numbers, so that unknown ones pass through unchanged.</summary>
public static class IcmpType
{
    public const byte EchoReply = 0;
    public const byte DestinationUnreachable = 3;
    public const byte SourceQuench = 4;
    public const byte Redirect = 5;
    public const byte EchoRequest = 8;
    public const byte TimeExceeded = 11;
    public const byte ParameterProblem = 12;

    /// <summary>The last type that RFC 792 and RFC 950 define; what lies above might be an error.</summary>
    public const byte LastKnown = 18;

    /// <summary>
    /// True for messages that report an error and so must never be answered by another (RFC 1122 §3.2.2).
    /// </summary>
    public static bool IsError(byte type) => type is DestinationUnreachable or SourceQuench or Redirect
        or TimeExceeded or ParameterProblem;
}
