using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Router.Tests.Architecture;

/// <summary>The checkout that these tests were built from, without what builds leave in it.</summary>
internal static class SourceTree
{
    private static readonly string[] s_builtFolders = ["bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, of all files under a folder with one of the endings.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] endings)
    {
        List<string> found = [];
        Walk(Path.Combine(Root, folder), endings, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public static string[] Lines(string relative) => File.ReadAllLines(Path.Combine(Root, relative));

    public static bool Exists(string relative) => File.Exists(Path.Combine(Root, relative));

    private static void Walk(string folder, string[] endings, List<string> found)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        found.AddRange(
            from file in Directory.EnumerateFiles(folder)
            where endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal))
            select Path.GetRelativePath(Root, file).Replace('\\', '/'));
        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(child);

            // .build, .cache, .dotnet and .git are not source; .ci is.
            if (!s_builtFolders.Contains(name) && (name[0] != '.' || name == ".ci"))
            {
                Walk(child, endings, found);
            }
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Router.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Router.sln above {AppContext.BaseDirectory}");
    }
}
