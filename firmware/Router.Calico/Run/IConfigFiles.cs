using System.Diagnostics.CodeAnalysis;

namespace Router.Calico.Run;

/// <summary>Where configuration files are read from; the firmware itself opens none.</summary>
public interface IConfigFiles
{
    /// <summary>The text of a file, or why it cannot be read.</summary>
    bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason);
}
