using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using Router.Boards.Linux;
using Router.Calico.Run;

namespace Router.Cli.Lab;

/// <summary>Files of this machine, and the shipped labs, which travel inside the binary.</summary>
internal sealed class BuiltInLabs : IConfigFiles
{
    public const string Prefix = "shipped:";
    public const string Default = Prefix + "walkthrough.yaml";

    private readonly FileConfig _files = new();

    public static IEnumerable<string> Names => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(static name => name.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>A file if there is one of that name, else the shipped lab of that name.</summary>
    public static string Resolve(string? file)
    {
        if (file is null)
        {
            return Default;
        }

        string shipped = file.EndsWith(".yaml", StringComparison.Ordinal) ? file : file + ".yaml";
        return !File.Exists(file) && Names.Contains(shipped) ? Prefix + shipped : file;
    }

    public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return _files.TryRead(path, out text, out reason);
        }

        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(path[Prefix.Length..]);
        if (stream is null)
        {
            text = null;
            reason = $"no lab of that name is shipped; there are {string.Join(", ", Names)}";
            return false;
        }

        text = new StreamReader(stream).ReadToEnd();
        reason = null;
        return true;
    }
}
