namespace Router.Calico.Yaml;

/// <summary>A value in a YAML or JSON file together with its place there.</summary>
public abstract class YamlNode
{
    private protected YamlNode(string file, int line, int column)
    {
        File = file;
        Line = line;
        Column = column;
    }

    public string File { get; }

    /// <summary>Line of the first character, from 1.</summary>
    public int Line { get; }

    /// <summary>Column of the first character, from 1.</summary>
    public int Column { get; }

    /// <summary>What the node is in a person's words: <c>a list</c>, <c>'text'</c>, <c>nothing</c>.</summary>
    public abstract string Describe();
}
