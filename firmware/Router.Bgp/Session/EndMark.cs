namespace Router.Bgp;

/// <summary>What follows the last change that is queued for a peer.</summary>
internal enum EndMark : byte
{
    None,

    /// <summary>The empty UPDATE after the first table (RFC 4724 §2).</summary>
    EndOfRib,

    /// <summary>RFC 7313 §4.</summary>
    EndOfRefresh,
}
