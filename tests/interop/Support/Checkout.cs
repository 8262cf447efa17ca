using System;
using System.IO;

namespace Router.Tests.Interop.Support;

/// <summary>The checkout that these tests were built from: scripts, builds and caches are found from here.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
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
