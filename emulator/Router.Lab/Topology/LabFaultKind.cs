namespace Router.Lab.Topology;

/// <summary>What a fault does.</summary>
public enum LabFaultKind : byte
{
    /// <summary>Cuts the cable.</summary>
    CarrierDown,

    /// <summary>Plugs it in.</summary>
    CarrierUp,

    /// <summary>Changes impairments.</summary>
    Impair,

    /// <summary>The node stops without a word.</summary>
    Crash,

    /// <summary>A crashed node starts anew; one that runs crashes first.</summary>
    Restart,
}
