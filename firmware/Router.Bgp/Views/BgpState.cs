namespace Router.Bgp;

/// <summary>RFC 4271 §8.2.2; the order is the order of progress.</summary>
public enum BgpState : byte
{
    Idle,
    Connect,
    Active,
    OpenSent,
    OpenConfirm,
    Established,
}
