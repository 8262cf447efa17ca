namespace Router.Core;

/// <summary>Source address validation on receive (RFC 3704 §2).</summary>
public enum RpfMode : byte
{
    Off,

    /// <summary>The source must be routed back through the interface it came from.</summary>
    Strict,

    /// <summary>The source must be routed somewhere.</summary>
    Loose,
}
