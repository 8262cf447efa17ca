using System.Diagnostics.CodeAnalysis;

namespace Router.Lab.Topology;

/// <summary>A port as users write it: <c>node:port</c>.</summary>
public readonly record struct LabEndpoint(string Node, string Port)
{
    public static bool TryParse(string text, [MaybeNullWhen(false)] out LabEndpoint endpoint)
    {
        int colon = text.IndexOf(':');
        endpoint = colon > 0 && colon < text.Length - 1 && text.IndexOf(':', colon + 1) < 0
            ? new LabEndpoint(text[..colon], text[(colon + 1)..])
            : default;
        return endpoint.Node is not null;
    }

    public override string ToString() => $"{Node}:{Port}";
}
