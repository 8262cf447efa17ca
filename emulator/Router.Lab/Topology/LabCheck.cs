using Router.Calico.Yaml;
using Router.Lab.Checks;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>A statement about the lab that <c>lab test</c> proves or refutes.</summary>
public sealed record LabCheck
{
    public required string Name { get; init; }

    /// <summary>When it is looked at for the first time.</summary>
    public Instant After { get; init; }

    /// <summary>How long it may take to become true; zero means that it must hold at <see cref="After"/>.</summary>
    public Duration Within { get; init; }

    /// <summary>Whose state is looked at; empty for a ping, which names its own ends.</summary>
    public string Node { get; init; } = string.Empty;

    public required LabExpectation Expect { get; init; }

    public required YamlNode Source { get; init; }
}
