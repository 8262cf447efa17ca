using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>
/// Reads <c>policy</c> and <c>peers</c> of a run file, key by key as <c>router bgp</c> has them.
/// </summary>
internal static class PeerSettingsReader
{
    private static readonly IReadOnlyList<Setting<BgpPeerOptions>> s_keys = [.. PeerKeys.Session, .. PeerKeys.Routes];

    /// <summary>Keys of one of <c>peers</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["peer", "import", "export", .. s_keys.Select(static key => key.Name)];

    public static IReadOnlyList<PeerSettings> Read(YamlReader top)
    {
        BgpPolicySettings policy = PolicyReader.Read(top);
        var settings = new List<PeerSettings>();
        foreach (YamlReader reader in top.Sections("peers", Keys, itemName: "peer"))
        {
            bool isNamed = reader.TryRequire("peer", Formats.Address, out Ipv4Address peer);
            IReadOnlyList<BgpFilter> import = Filters(reader, "import", policy);
            IReadOnlyList<BgpFilter> export = Filters(reader, "export", policy);

            // Read once here, so that every mistake is told, and again for each session that it is for.
            _ = Settings.ApplyAll(s_keys, reader, Blank());
            if (isNamed && settings.Exists(other => other.Peer == peer))
            {
                reader.Report.Error(reader.Where("peer"), $"peers: {peer} again", "each peer once");
            }

            settings.Add(new PeerSettings(peer, import, export,
                options => Settings.ApplyAll(s_keys, reader, options), TextOf(reader)));
        }

        return settings;
    }

    // What no rule of the filter decides goes on to the BGPFilters, or ends here.
    private static BgpFilter[] Filters(YamlReader reader, string key, BgpPolicySettings policy)
    {
        if (!reader.TryGet(key, PeerFormats.Routes, out string? name) || name == BgpPolicySettings.All)
        {
            return [];
        }

        if (!policy.Knows(name))
        {
            reader.Report.Error(reader.Where(key), $"{reader.Path}: {key}: no filter '{name}' in 'policy'",
                PeerFormats.Routes.Expected);
            return [];
        }

        BgpNamedFilter? named = policy.Filters.FirstOrDefault(filter => filter.Filter.Name == name);
        BgpFilter[] rest = named is { AcceptsRest: true }
            ? []
            : [new BgpFilter(name + " default", [new BgpRule { Action = BgpRuleAction.Reject }])];
        return named is null ? rest : [named.Filter, .. rest];
    }

    private static string TextOf(YamlReader reader) => string.Join(", ",
        s_keys.Where(key => reader.Has(key.Name)).Select(key => $"{key.Name}: {reader.Mapping.GetText(key.Name)}"));

    private static BgpPeerOptions Blank() => new() { Name = string.Empty, RemoteAddress = default, RemoteAs = default };
}
