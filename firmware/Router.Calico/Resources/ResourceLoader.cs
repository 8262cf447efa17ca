using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>
/// Reads resources as users export them: one or many documents, <c>kind: List</c> and its kin, bare lists. What a
/// resource asks for and the board does not do is a warning; what cannot be right is an error.
/// </summary>
public sealed class ResourceLoader
{
    /// <summary>The API group that calicoctl and the API server print.</summary>
    public const string ApiVersion = "projectcalico.org/v3";

    /// <summary>The group of the objects behind it in a Kubernetes datastore.</summary>
    public const string CrdApiVersion = "crd.projectcalico.org/v1";

    /// <summary>The core group: lists, secrets, and Kubernetes' Node, annotated with Calico's fields.</summary>
    public const string CoreApiVersion = "v1";

    private const int DeepestList = 4;

    private static readonly string[] s_supported =
        ["Node", "IPPool", "BGPConfiguration", "BGPPeer", "BlockAffinity", "FelixConfiguration", "Secret",
            "BGPFilter"];

    // Kinds that a full export holds beside them. Leaving them out is said, but is nobody's mistake.
    private static readonly string[] s_known =
    [
        "CalicoNodeStatus", "ClusterInformation", "GlobalNetworkPolicy", "GlobalNetworkSet",
        "HostEndpoint",
        "IPAMBlock", "IPAMConfig", "IPAMConfiguration", "IPAMHandle", "IPReservation", "KubeControllersConfiguration",
        "NetworkPolicy", "NetworkSet", "Profile", "StagedGlobalNetworkPolicy", "StagedKubernetesNetworkPolicy",
        "StagedNetworkPolicy", "Tier", "WorkloadEndpoint",
    ];

    private readonly ConfigReport _report;
    private readonly Dictionary<(string Kind, string Name), YamlNode> _seen = [];
    private readonly List<CalicoNode> _nodes = [];
    private readonly List<IpPool> _pools = [];
    private readonly List<BgpConfiguration> _bgpConfigurations = [];
    private readonly List<BgpPeer> _bgpPeers = [];
    private readonly List<BgpFilterResource> _bgpFilters = [];
    private readonly List<BlockAffinity> _blocks = [];
    private readonly List<FelixConfiguration> _felixConfigurations = [];
    private readonly List<Secret> _secrets = [];

    public ResourceLoader(ConfigReport report) => _report = report;

    /// <summary>Reads one file's text, or nodes of another file that hold resources; may be called again.</summary>
    public void Add(string file, string text) => Add(YamlLoader.Load(file, text, _report));

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(IEnumerable<YamlNode> documents)
    {
        foreach (YamlNode document in documents)
        {
            Read(document, listKind: null, depth: 0);
        }
    }

    /// <summary>Checks what only shows with all files read, and returns everything.</summary>
    public CalicoResources Build()
    {
        PoolOverlap.Report(_pools, _report);
        return new CalicoResources
        {
            Nodes = _nodes.ToList(),
            Pools = _pools.ToList(),
            BgpConfigurations = _bgpConfigurations.ToList(),
            BgpPeers = _bgpPeers.ToList(),
            BgpFilters = _bgpFilters.ToList(),
            BlockAffinities = _blocks.ToList(),
            FelixConfigurations = _felixConfigurations.ToList(),
            Secrets = _secrets.ToList(),
        };
    }

    private void Read(YamlNode node, string? listKind, int depth)
    {
        if (node is YamlSequence sequence && depth < DeepestList)
        {
            foreach (YamlNode item in sequence.Items)
            {
                Read(item, listKind, depth + 1);
            }
        }
        else if (node is YamlMapping mapping)
        {
            ReadMapping(mapping, listKind, depth);
        }
        else
        {
            _report.Error(node, $"found {node.Describe()}",
                "a Calico resource with apiVersion, kind, metadata and spec");
        }
    }

    private void ReadMapping(YamlMapping mapping, string? listKind, int depth)
    {
        string? kind = mapping.GetText("kind") ?? listKind;
        if (kind is null)
        {
            _report.Error(mapping, "'kind' is missing", "kind: one of " + string.Join(", ", s_supported));
            return;
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && mapping.Get("items") is { } items)
        {
            string itemKind = kind[..^"List".Length];
            Read(items, itemKind.Length == 0 ? null : itemKind, depth + 1);
            return;
        }

        if (!s_supported.Contains(kind))
        {
            RefuseKind(mapping.Get("kind") ?? mapping, kind);
            return;
        }

        if (!HasKnownVersion(mapping, kind, listKind is not null)
            || ResourceHeaderReader.Read(mapping, kind, _report) is not { } header || !IsFirst(header))
        {
            return;
        }

        ReadKind(header, mapping);
    }

    private void ReadKind(ResourceHeader header, YamlMapping mapping)
    {
        switch (header.Kind)
        {
            case "Node":
                Keep(_nodes, NodeReader.Read(header, mapping, _report));
                break;
            case "IPPool":
                Keep(_pools, IpPoolReader.Read(header, mapping, _report));
                break;
            case "BGPConfiguration":
                Keep(_bgpConfigurations, BgpConfigurationReader.Read(header, mapping, _report));
                break;
            case "BGPPeer":
                Keep(_bgpPeers, BgpPeerReader.Read(header, mapping, _report));
                break;
            case "BGPFilter":
                Keep(_bgpFilters, BgpFilterReader.Read(header, mapping, _report));
                break;
            case "BlockAffinity":
                Keep(_blocks, BlockAffinityReader.Read(header, mapping, _report));
                break;
            case "Secret":
                Keep(_secrets, SecretReader.Read(header, mapping, _report));
                break;
            default:
                Keep(_felixConfigurations, FelixConfigurationReader.Read(header, mapping, _report));
                break;
        }
    }

    private static void Keep<T>(List<T> list, T? resource)
        where T : class
    {
        if (resource is not null)
        {
            list.Add(resource);
        }
    }

    private void RefuseKind(YamlNode where, string kind)
    {
        string? meant = s_known.Contains(kind) ? null : Spelling.Closest(kind, s_supported);
        if (meant is null)
        {
            _report.Warning(where, $"kind {kind} is not implemented: the resource has no effect");
            return;
        }

        _report.Error(where, $"unknown kind '{kind}', did you mean '{meant}'?",
            "one of " + string.Join(", ", s_supported));
    }

    private bool HasKnownVersion(YamlMapping mapping, string kind, bool inTypedList)
    {
        string? version = mapping.GetText("apiVersion");
        if (version is ApiVersion or CrdApiVersion || (version is CoreApiVersion && (kind is "Node" or "Secret"))
            || (version is null && inTypedList))
        {
            return true;
        }

        _report.Error(mapping.Get("apiVersion") ?? mapping,
            version is null ? $"{kind}: 'apiVersion' is missing" : $"{kind}: 'apiVersion' is '{version}'",
            ApiVersion + " or " + CrdApiVersion);
        return false;
    }

    private bool IsFirst(ResourceHeader header)
    {
        if (_seen.TryAdd((header.Kind, header.Name), header.Source))
        {
            return true;
        }

        YamlNode first = _seen[(header.Kind, header.Name)];
        _report.Error(header.Source,
            FormattableString.Invariant($"{header} again, first in {first.File} line {first.Line}"),
            "each resource once");
        return false;
    }
}
