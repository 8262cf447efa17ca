namespace Router.Bgp;

public enum BgpPeerChangeKind : byte
{
    /// <summary>The session state changed.</summary>
    State,

    /// <summary>The peer has sent its whole table (RFC 4724 §2).</summary>
    EndOfRib,

    /// <summary>We have sent our whole table and its End-of-RIB.</summary>
    EndOfRibSent,

    /// <summary>The peer comes near the most prefixes that it may send (RFC 4271 §6.7).</summary>
    PrefixLimitNear,
}

/// <summary>What happened to a session. Old and new state are equal unless the kind is State.</summary>
/// <param name="Reason">What the operator reads.</param>
public readonly record struct BgpPeerChange(
    int Peer, BgpPeerChangeKind Kind, BgpState OldState, BgpState NewState, string Reason);
