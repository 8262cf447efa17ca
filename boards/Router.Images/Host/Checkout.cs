using System;
using System.IO;

namespace Router.Images.Host;

/// <summary>The checkout that this program was built from: scripts, builds and caches are found from here.</summary>
public static class Checkout
{
    private static readonly Lazy<string> s_root = new(Find);

    /// <exception cref="HostException">This program lies outside of any.</exception>
    public static string Root => s_root.Value;

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

        throw new HostException(
            $"no checkout of Router above {AppContext.BaseDirectory}: kernels and guests are fetched and built in one");
    }
}
