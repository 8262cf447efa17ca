using System;

namespace Router.Tests.Support;

/// <summary>What the two sides of the session under attack agreed on. Plain: external, four-octet AS numbers.</summary>
[Flags]
public enum BadSession
{
    Plain = 0,

    /// <summary>The peer is of our AS.</summary>
    Internal = 1,

    /// <summary>The peer has no four-octet AS numbers (RFC 6793 §4.2).</summary>
    TwoOctetAs = 2,

    /// <summary>The peer sends path identifiers with IPv4 prefixes (RFC 7911).</summary>
    AddPath = 4,

    /// <summary>IPv6 unicast beside IPv4.</summary>
    Ipv6 = 8,

    /// <summary>RFC 8950.</summary>
    ExtendedNextHop = 16,

    /// <summary>RFC 8654.</summary>
    ExtendedMessages = 32,

    /// <summary>RFC 7313.</summary>
    EnhancedRefresh = 64,

    /// <summary>We are the customer, and announce it (RFC 9234).</summary>
    Customer = 128,

    /// <summary>The peer proposes a hold time of 3 s.</summary>
    ShortHold = 256,
}
