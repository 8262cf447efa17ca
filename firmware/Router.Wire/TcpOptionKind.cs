namespace Router.Wire;

/// <summary>Option kinds this code speaks; any other number is carried as it is.</summary>
public enum TcpOptionKind : byte
{
    EndOfList = 0,
    NoOperation = 1,
    MaximumSegmentSize = 2,
    WindowScale = 3,

    /// <summary>RFC 2018 §2.</summary>
    SackPermitted = 4,

    /// <summary>RFC 2018 §3.</summary>
    Sack = 5,

    Timestamps = 8,

    /// <summary>RFC 2385 §3.0.</summary>
    Md5Signature = 19,
}
