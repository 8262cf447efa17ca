namespace Router.Lab.Topology;

/// <summary>What a node of a lab is.</summary>
public enum LabNodeKind : byte
{
    /// <summary>A board running the firmware as a Calico node.</summary>
    Board,

    /// <summary>A learning bridge: one LAN.</summary>
    Bridge,

    /// <summary>A plain IP router with static routes and no BGP.</summary>
    Router,
}
