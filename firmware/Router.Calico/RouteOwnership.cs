using Router.Calico.Resources;

namespace Router.Calico;

/// <summary>Who writes the routes of a pool: BIRD from BGP, or Felix from the objects.</summary>
internal static class RouteOwnership
{
    public static bool UsesVxlan(IpPool pool) => pool.Vxlan != EncapsulationMode.Never;

    public static bool BirdWrites(IpPool pool, CalicoPlan plan, CalicoGeneration generation) => !UsesVxlan(pool)
        && Includes(BirdRoutes(plan, generation), UsesIpip(pool));

    public static bool BirdWritesIpip(CalicoPlan plan, CalicoGeneration generation) =>
        Includes(BirdRoutes(plan, generation), ipip: true);

    /// <summary>VXLAN pools are Felix's in every generation.</summary>
    public static bool FelixWrites(IpPool pool, CalicoPlan plan, CalicoGeneration generation) => UsesVxlan(pool)
        || Includes(FelixRoutes(plan, generation), UsesIpip(pool));

    private static bool UsesIpip(IpPool pool) => pool.Ipip != EncapsulationMode.Never;

    // Classic Calico has no such field and takes no notice of one.
    private static ClusterRoutes BirdRoutes(CalicoPlan plan, CalicoGeneration generation) => generation switch
    {
        CalicoGeneration.V333 => plan.BirdClusterRoutes ?? ClusterRoutes.EnabledNoEncapOnly,
        CalicoGeneration.V332 => plan.BirdClusterRoutes ?? ClusterRoutes.Enabled,
        _ => ClusterRoutes.Enabled,
    };

    private static ClusterRoutes FelixRoutes(CalicoPlan plan, CalicoGeneration generation) => generation switch
    {
        CalicoGeneration.V333 => plan.FelixClusterRoutes ?? ClusterRoutes.EnabledIpipOnly,
        CalicoGeneration.V332 => plan.FelixClusterRoutes ?? ClusterRoutes.Disabled,
        _ => ClusterRoutes.Disabled,
    };

    private static bool Includes(ClusterRoutes routes, bool ipip) => routes switch
    {
        ClusterRoutes.Enabled => true,
        ClusterRoutes.EnabledIpipOnly => ipip,
        ClusterRoutes.EnabledNoEncapOnly => !ipip,
        _ => false,
    };
}
