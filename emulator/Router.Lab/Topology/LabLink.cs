using Router.Calico.Yaml;
using Router.Sim;

namespace Router.Lab.Topology;

/// <summary>A cable between two ports, with what each direction does to frames.</summary>
public sealed record LabLink
{
    public required LabEndpoint First { get; init; }

    public required LabEndpoint Second { get; init; }

    /// <summary>From the first end to the second.</summary>
    public ImpairmentPatch Forward { get; init; } = new();

    public ImpairmentPatch Backward { get; init; } = new();

    public required YamlNode Source { get; init; }

    public override string ToString() => $"{First}-{Second}";
}
