using System.Linq;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>
/// Reads FelixConfiguration: a handful of its two hundred fields concern routing. The others steer iptables, eBPF, logs
/// and the like, which the board does not have; each is named in a warning.
/// </summary>
internal static class FelixConfigurationReader
{
    private const int LargestMtu = 65_535;
    private const int LargestProtocol = 255;

    // RFC 791 §3.2: every link carries 68 octets.
    private static readonly ValueFormat<int> s_mtu = new("0 for automatic, or a number from 68 to 65535",
        static (string text, out int value) => Formats.Integer(0, LargestMtu).TryParse(text, out value)
            && value is 0 or >= 68);

    private static readonly string[] s_active =
    [
        "externalNodesList", "ipipEnabled", "ipipMTU", "programClusterRoutes", "deviceRouteProtocol",
    ];

    public static FelixConfiguration? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        YamlNode? node = resource.Get("spec");
        if (node is not null and not YamlMapping)
        {
            report.Error(node, $"{header}: 'spec' is {node.Describe()}", "a mapping");
            return null;
        }

        var mapping = node as YamlMapping ?? new YamlMapping(resource.File, resource.Line, resource.Column, []);
        ConfigurationName.Check(header, report);
        foreach (YamlEntry entry in mapping.Entries.Where(entry => !s_active.Contains(entry.Key.Value)))
        {
            report.Warning(entry.Key, $"{header}: {entry.Key.Value} is not implemented: it has no effect");
        }

        // Every other key has just been reported; the reader sees those it may read.
        var known = mapping.Entries.Where(entry => s_active.Contains(entry.Key.Value)).ToList();
        var spec = new YamlReader(new YamlMapping(mapping.File, mapping.Line, mapping.Column, known), report,
            header.ToString(), s_active);
        return new FelixConfiguration(header)
        {
            ExternalNodes = spec.Has("externalNodesList")
                ? spec.List("externalNodesList", Formats.PrefixOrAddress)
                : null,
            IpipEnabled = spec.TryGet("ipipEnabled", Formats.Bool, out bool enabled) ? enabled : null,
            IpipMtu = spec.TryGet("ipipMTU", s_mtu, out int mtu) ? mtu : null,
            ProgramClusterRoutes = spec.TryGet("programClusterRoutes", BgpConfigurationReader.ClusterRoutesFormat,
                out ClusterRoutes routes) ? routes : null,
            DeviceRouteProtocol = spec.Integer("deviceRouteProtocol", 1, LargestProtocol),
        };
    }
}
