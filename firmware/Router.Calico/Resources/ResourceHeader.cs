using System.Collections.Generic;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>What every resource has: a name, labels and a place in a file.</summary>
/// <param name="Kind">The kind as Calico spells it.</param>
/// <param name="Name">Unique among the resources of one kind.</param>
/// <param name="Labels">What selectors look at.</param>
/// <param name="Source">Where the resource stands, for messages.</param>
public sealed record ResourceHeader(
    string Kind, string Name, IReadOnlyDictionary<string, string> Labels, YamlNode Source)
{
    public override string ToString() => Kind + " " + Name;
}
