namespace Router.Bfd;

/// <summary>Why a packet was discarded, in the order in which the rules are tried.</summary>
public enum BfdDiscard : byte
{
    None = 0,

    /// <summary>RFC 5881 §5: a packet of a single-hop session did not come with TTL 255.</summary>
    Ttl,

    /// <summary>Not even the mandatory section is there.</summary>
    Truncated,

    /// <summary>RFC 5880 §6.8.6 from here on, rule by rule: the version is not 1.</summary>
    Version,

    /// <summary>The Length field is below 24, or below 26 with the A bit.</summary>
    Length,

    /// <summary>The Length field is beyond the payload.</summary>
    Payload,

    DetectMult,

    Multipoint,

    MyDiscriminator,

    /// <summary>No session has the discriminator, or none is kept with the sender.</summary>
    NoSession,

    /// <summary>Your Discriminator is zero in a state that knows it.</summary>
    YourDiscriminator,

    /// <summary>Authenticated: no session here uses authentication.</summary>
    Authentication,

    /// <summary>The session is administratively down; what the packet says of timers was noted.</summary>
    AdminDown,

    /// <summary>How many there are.</summary>
    Count,
}
