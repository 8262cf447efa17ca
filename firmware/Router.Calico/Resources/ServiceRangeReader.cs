using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>
/// Reads the ranges of service addresses. A board runs no kube-proxy: it announces none of them, like a node that is
/// labelled out of load balancing, and says so.
/// </summary>
internal static class ServiceRangeReader
{
    /// <summary>The ranges that a route reflector passes on when others announce them.</summary>
    public static IReadOnlyList<Prefix> Read(YamlReader spec)
    {
        var ranges = new List<Prefix>();
        foreach (string key in new[] { "serviceClusterIPs", "serviceExternalIPs", "serviceLoadBalancerIPs" })
        {
            IReadOnlyList<YamlReader> blocks = spec.Sections(key, ["cidr"], UnknownKeys.Warning, key + " block");
            if (blocks.Count > 0)
            {
                spec.Report.Warning(spec.Where(key), $"{spec.Path}: {key}: a board answers no service address and "
                    + "announces none, as a node that is excluded from external load balancers");
            }

            // The template accepts external and load balancer ranges on a reflector, cluster ranges not.
            if (key != "serviceClusterIPs")
            {
                ranges.AddRange(blocks
                    .Where(block => !AddressFamily.IsIpv6(block.Mapping.GetText("cidr") ?? string.Empty))
                    .Select(block => block.TryRequire("cidr", Formats.Prefix, out Prefix cidr) ? cidr : (Prefix?)null)
                    .OfType<Prefix>());
            }
        }

        return ranges;
    }
}
