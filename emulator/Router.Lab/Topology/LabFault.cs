using Router.Calico.Yaml;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>Something that breaks at a known time, and perhaps heals.</summary>
public sealed record LabFault
{
    public required Instant At { get; init; }

    /// <summary>When given, the fault is undone after this long.</summary>
    public Duration? For { get; init; }

    public required LabFaultKind Kind { get; init; }

    /// <summary>One end of the link that a carrier or impair fault is for.</summary>
    public LabEndpoint Link { get; init; }

    /// <summary>The node that crashes or restarts.</summary>
    public string Node { get; init; } = string.Empty;

    /// <summary>For an impair fault, in the direction that the link itself calls forward.</summary>
    public ImpairmentPatch Forward { get; init; } = new();

    public ImpairmentPatch Backward { get; init; } = new();

    public required YamlNode Source { get; init; }
}
