namespace Router.Wire.Bgp;

/// <summary>The message subtype of ROUTE-REFRESH (RFC 7313 §3.2), once the reserved octet of RFC 2918 §3.</summary>
public enum BgpRefreshSubtype : byte
{
    Request = 0,

    /// <summary>BoRR: the start of a route refresh.</summary>
    BeginOfRefresh = 1,

    /// <summary>EoRR: the end of a route refresh.</summary>
    EndOfRefresh = 2,
}
