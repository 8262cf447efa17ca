namespace Router.Calico.Resources;

/// <summary>Which NEXT_HOP a BGPPeer is given.</summary>
public enum NextHopMode : byte
{
    /// <summary>RFC 4271 §5.1.3: own address for own routes and towards eBGP, kept otherwise.</summary>
    Auto,
    Self,
    Keep,
}
