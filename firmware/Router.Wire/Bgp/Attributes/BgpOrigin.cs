namespace Router.Wire.Bgp;

/// <summary>The values of ORIGIN (RFC 4271 §5.1.1); the lower is preferred.</summary>
public enum BgpOrigin : byte
{
    Igp = 0,
    Egp = 1,
    Incomplete = 2,
}
