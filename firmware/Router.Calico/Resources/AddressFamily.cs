using System;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>Tells IPv6 values, which the board does not carry, from mistakes.</summary>
internal static class AddressFamily
{
    private const int FewestColons = 2;

    public static bool IsIpv6(string text) => text.AsSpan().Count(':') >= FewestColons;

    /// <summary>
    /// True, with a warning, when a field holds an IPv6 value and the resource is to be left out for it.
    /// </summary>
    public static bool SkipsIpv6(YamlReader spec, string key, ResourceHeader header)
    {
        if (spec.Node(key) is not YamlScalar scalar || !IsIpv6(scalar.Value))
        {
            return false;
        }

        spec.Report.Warning(scalar, $"{header}: IPv6 is not implemented: the resource has no effect");
        return true;
    }
}
