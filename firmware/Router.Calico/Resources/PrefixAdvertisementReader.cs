using System;
using System.Collections.Generic;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>
/// Reads <c>communities</c> and <c>prefixAdvertisements</c> of a BGPConfiguration and puts values where names stand.
/// </summary>
internal static class PrefixAdvertisementReader
{
    private static readonly ValueFormat<IpPrefix> s_cidr = new(
        "a prefix such as 192.0.2.0/24 or 2001:db8::/32 with zero host bits",
        (string text, out IpPrefix value) =>
        {
            value = default;
            return text.Contains('/') && IpPrefix.TryParse(text, out value);
        });

    public static IReadOnlyList<PrefixAdvertisement> Read(YamlReader spec)
    {
        var names = new Dictionary<string, BgpCommunity>(StringComparer.Ordinal);
        foreach (YamlReader one in spec.Sections("communities", ["name", "value"], UnknownKeys.Warning, "community"))
        {
            if (one.TryRequire("name", Formats.Text, out string? name)
                && one.TryRequire("value", CommunityFormat.Value, out BgpCommunity value))
            {
                names[name] = value;
            }
        }

        var format = new ValueFormat<BgpCommunity>(
            "a name from 'communities', or a community such as 65000:1 or 65000:1:2",
            (string text, out BgpCommunity value) =>
                names.TryGetValue(text, out value) || CommunityFormat.TryParse(text, out value));
        var advertisements = new List<PrefixAdvertisement>();
        foreach (YamlReader one in spec.Sections(
            "prefixAdvertisements", ["cidr", "communities"], UnknownKeys.Warning, "prefixAdvertisement"))
        {
            if (one.TryRequire("cidr", s_cidr, out IpPrefix cidr)
                && one.List("communities", format) is { Count: > 0 } communities)
            {
                advertisements.Add(new PrefixAdvertisement(cidr, communities));
            }
        }

        if (names.Count > 0 && advertisements.Count == 0)
        {
            // libcalico refuses names that nothing uses.
            spec.Report.Error(spec.Where("communities"), $"{spec.Path}: 'communities' without 'prefixAdvertisements'",
                "prefixAdvertisements that name them");
        }

        return advertisements;
    }
}
