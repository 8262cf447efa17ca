using System;

namespace Router.Calico;

/// <summary>Why a peer is configured.</summary>
public enum PeerType : byte
{
    Mesh,
    NodeSpecific,
    Global,
}

/// <summary>Names of peer types.</summary>
public static class PeerTypes
{
    /// <summary>As <c>calicoctl node status</c> prints it under PEER TYPE.</summary>
    public static string Text(this PeerType type) => type switch
    {
        PeerType.Mesh => "node-to-node mesh",
        PeerType.NodeSpecific => "node specific",
        PeerType.Global => "global",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>What confd begins the protocol's name with.</summary>
    public static string NamePrefix(this PeerType type) => type switch
    {
        PeerType.Mesh => "Mesh",
        PeerType.NodeSpecific => "Node",
        PeerType.Global => "Global",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
