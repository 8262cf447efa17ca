using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>A <c>BlockAffinity</c>: a block of a pool belongs to a node.</summary>
public sealed record BlockAffinity(ResourceHeader Header)
{
    public string Name => Header.Name;

    public string Node { get; init; } = string.Empty;

    public Prefix Cidr { get; init; }

    /// <summary>Confirmed and not deleted; anything else counts as absent for routing.</summary>
    public bool IsConfirmed { get; init; }
}
