namespace Router.Calico.Yaml;

/// <summary>Bounds on what a file may ask of the machine that reads it.</summary>
/// <param name="Characters">Length of one file.</param>
/// <param name="Depth">Nesting of lists and mappings.</param>
/// <param name="Nodes">Values in one file after aliases are expanded: a few lines of nested aliases can mean
/// billions.</param>
public sealed record YamlLimits(int Characters, int Depth, int Nodes)
{
    /// <summary>Room for the exported objects of some thousand nodes.</summary>
    public static YamlLimits Default { get; } = new(16 * 1024 * 1024, 32, 2_000_000);
}
