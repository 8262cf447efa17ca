namespace Router.Calico.Resources;

/// <summary>When a pool's traffic between nodes is encapsulated.</summary>
public enum EncapsulationMode : byte
{
    Never,
    Always,

    /// <summary>Only towards nodes outside the own subnet.</summary>
    CrossSubnet,
}
