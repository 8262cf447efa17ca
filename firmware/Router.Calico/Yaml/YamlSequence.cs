using System.Collections.Generic;

namespace Router.Calico.Yaml;

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    public YamlSequence(string file, int line, int column, IReadOnlyList<YamlNode> items)
        : base(file, line, column) => Items = items;

    public IReadOnlyList<YamlNode> Items { get; }

    public override string Describe() => Items.Count == 0 ? "an empty list" : "a list";
}
