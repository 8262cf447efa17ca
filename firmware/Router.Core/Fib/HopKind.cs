namespace Router.Core;

internal enum HopKind : byte
{
    /// <summary>No route; entry 0 of the table.</summary>
    None,
    Unicast,
    Local,
    Blackhole,
    Broadcast,
}
