namespace Router.Calico.Resources;

/// <summary>
/// Which routes to other nodes' blocks a component writes (<c>programClusterRoutes</c>, v3.32 and later).
/// </summary>
public enum ClusterRoutes : byte
{
    Disabled,
    Enabled,
    EnabledIpipOnly,
    EnabledNoEncapOnly,
}
