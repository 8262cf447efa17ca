namespace Router.Tcp;

/// <summary>Segments that TCP dropped without a word, by reason.</summary>
public readonly record struct TcpDrops
{
    /// <summary>Too short, a wrong checksum, or to or from an address that no connection can have.</summary>
    public ulong Malformed { get; init; }

    /// <summary>Not signed where a key is set (RFC 2385 §2.0).</summary>
    public ulong SignatureMissing { get; init; }

    /// <summary>Signed where no key is set; kernels drop these too.</summary>
    public ulong SignatureUnexpected { get; init; }

    public ulong SignatureWrong { get; init; }

    /// <summary>Came from further away than allowed (RFC 5082 §3), ICMP errors included.</summary>
    public ulong BelowMinTtl { get; init; }
}
