using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>An <c>IPPool</c>: a range of workload addresses and how nodes carry them to each other.</summary>
public sealed record IpPool(ResourceHeader Header)
{
    public string Name => Header.Name;

    public Prefix Cidr { get; init; }

    /// <summary>Prefix length of the blocks that nodes take from the pool.</summary>
    public int BlockSize { get; init; } = 26;

    public EncapsulationMode Ipip { get; init; }

    public EncapsulationMode Vxlan { get; init; }

    /// <summary>No new addresses from this pool. It still counts as a pool for routing, export and NAT.</summary>
    public bool Disabled { get; init; }

    /// <summary>Nothing in this pool is announced to anybody.</summary>
    public bool DisableBgpExport { get; init; }
}
