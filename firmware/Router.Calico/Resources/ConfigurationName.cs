using System;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>Configuration objects are named <c>default</c> or <c>node.NAME</c>; any other has no effect.</summary>
internal static class ConfigurationName
{
    public const string Default = "default";

    public const string NodePrefix = "node.";

    public static void Check(ResourceHeader header, ConfigReport report)
    {
        if (header.Name != Default && !header.Name.StartsWith(NodePrefix, StringComparison.Ordinal))
        {
            report.Warning(header.Source, $"{header} has no effect: only default and node.NAME are read");
        }
    }
}
