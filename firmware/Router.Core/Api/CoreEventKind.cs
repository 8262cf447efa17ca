namespace Router.Core;

public enum CoreEventKind : byte
{
    LinkUp,
    LinkDown,
    NeighbourResolved,
    NeighbourChanged,
    NeighbourFailed,

    /// <summary>Another station uses an address of ours (RFC 5227 §2.4).</summary>
    DuplicateAddress,

    /// <summary>A path MTU towards a destination was lowered (RFC 1191).</summary>
    PathMtu,

    /// <summary>A path MTU towards a tunnel remote was lowered (RFC 2003 §5.1).</summary>
    TunnelPathMtu,

    /// <summary>A route found no room in the table: what comes to its prefix takes another, or is dropped.</summary>
    RouteRefused,
}
