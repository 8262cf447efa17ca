namespace Router.Wire;

/// <summary>What was found when an IPv4 header was read (RFC 1812 §5.2.2).</summary>
public enum Ipv4Status : byte
{
    Ok,

    /// <summary>Fewer than 20 octets, or the header runs past the end.</summary>
    Truncated,
    BadVersion,

    /// <summary>IHL below five words.</summary>
    BadHeaderLength,

    /// <summary>Total length below the header's or beyond the octets that arrived.</summary>
    BadTotalLength,
}
