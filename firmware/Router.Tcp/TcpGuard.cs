namespace Router.Tcp;

/// <summary>What shall hold for all segments to and from a remote address.</summary>
public sealed record TcpGuard
{
    /// <summary>Neither signature nor least TTL.</summary>
    public static readonly TcpGuard None = new();

    /// <summary>Signs what leaves and judges what comes (RFC 2385); null takes no signed segment.</summary>
    public TcpMd5Key? Key { get; init; }

    /// <summary>
    /// Segments that come with a lower TTL are dropped unseen, and what leaves carries 255 (RFC 5082 §3): 255 for a
    /// neighbour on the link, 256 − n for one that is n hops away; zero is off.
    /// </summary>
    public byte MinTtl { get; init; }

    /// <summary>The TTL of what leaves where no least TTL decides it; zero takes that of the settings.</summary>
    public byte Ttl { get; init; }

    internal byte SendTtl(byte otherwise) => MinTtl > 0 ? byte.MaxValue : Ttl > 0 ? Ttl : otherwise;
}
