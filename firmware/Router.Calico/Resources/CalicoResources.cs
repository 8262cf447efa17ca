using System.Collections.Generic;

namespace Router.Calico.Resources;

/// <summary>Everything read from the resource files, each list in the order of the files.</summary>
public sealed record CalicoResources
{
    public IReadOnlyList<CalicoNode> Nodes { get; init; } = [];

    public IReadOnlyList<IpPool> Pools { get; init; } = [];

    public IReadOnlyList<BgpConfiguration> BgpConfigurations { get; init; } = [];

    public IReadOnlyList<BgpPeer> BgpPeers { get; init; } = [];

    public IReadOnlyList<BgpFilterResource> BgpFilters { get; init; } = [];

    public IReadOnlyList<BlockAffinity> BlockAffinities { get; init; } = [];

    public IReadOnlyList<FelixConfiguration> FelixConfigurations { get; init; } = [];

    public IReadOnlyList<Secret> Secrets { get; init; } = [];
}
