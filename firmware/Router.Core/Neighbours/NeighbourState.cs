namespace Router.Core;

/// <summary>States of a neighbour, named as Linux prints them.</summary>
public enum NeighbourState : byte
{
    None,
    Incomplete,
    Reachable,
    Stale,
    Delay,
    Probe,
    Failed,
    Permanent,
}
