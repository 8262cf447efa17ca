namespace Router.Wire.Bgp;

/// <summary>
/// What an error costs, weakest first, so that the strongest of several is their maximum (RFC 7606 §3 (h)).
/// </summary>
public enum BgpSeverity : byte
{
    None = 0,

    /// <summary>Attribute discard: the attribute is left out, the routes stay (RFC 7606 §2).</summary>
    Discard = 1,

    /// <summary>Treat-as-withdraw: the routes of the message are handled as withdrawn (RFC 7606 §2).</summary>
    Withdraw = 2,

    /// <summary>Session reset: a NOTIFICATION is sent and the session ends (RFC 7606 §2).</summary>
    Reset = 3,
}
