using System.Collections.Generic;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>Pools may not overlap, disabled ones included: each address has one pool at most.</summary>
internal static class PoolOverlap
{
    public static void Report(IReadOnlyList<IpPool> pools, ConfigReport report)
    {
        for (int later = 1; later < pools.Count; later++)
        {
            for (int earlier = 0; earlier < later; earlier++)
            {
                if (pools[earlier].Cidr.Contains(pools[later].Cidr) || pools[later].Cidr.Contains(pools[earlier].Cidr))
                {
                    report.Error(pools[later].Header.Source,
                        $"{pools[later].Header} ({pools[later].Cidr}) overlaps {pools[earlier].Header} "
                        + $"({pools[earlier].Cidr})", "pools that share no address");
                }
            }
        }
    }
}
