namespace Router.Calico.Yaml;

/// <summary>Text, a number, true, false or nothing; what it means is for the reader of the field to say.</summary>
public sealed class YamlScalar : YamlNode
{
    private const int DescribedLength = 60;

    public YamlScalar(string file, int line, int column, string value, bool plain)
        : base(file, line, column)
    {
        Value = value;
        IsPlain = plain;
    }

    public string Value { get; }

    /// <summary>Written without quotes, so that <c>true</c>, <c>null</c> and numbers mean themselves.</summary>
    public bool IsPlain { get; }

    /// <summary>YAML 1.2 §10.3.2: the ways to write nothing.</summary>
    public bool IsNull => IsPlain && (Value is "" or "~" or "null" or "Null" or "NULL");

    public override string Describe()
    {
        if (IsNull)
        {
            return "nothing";
        }

        string line = Value.Replace('\n', ' ').Replace('\r', ' ');
        return line.Length <= DescribedLength ? $"'{line}'" : $"'{line[..DescribedLength]}…'";
    }
}
