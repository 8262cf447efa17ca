using System;
using System.IO;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>Debian packages unpacked beside the checkout's build, never installed (eng/fetch-peers).</summary>
internal static class Peers
{
    /// <summary>The folder that holds the package's files; fetched on first use.</summary>
    public static string Folder(string package)
    {
        string cached = Checkout.PathOf($".cache/peers/{package}");
        if (Directory.Exists(cached))
        {
            return cached;
        }

        ProcessResult fetch = Run.Try(Checkout.PathOf("eng/fetch-peers"), [package], TimeSpan.FromMinutes(5));
        Assert.That(fetch.ExitCode, Is.Zero, $"The peer {package} is missing. {fetch.Both}");
        return fetch.Output.Trim();
    }

    public static string File(string package, string path)
    {
        string file = Path.Combine(Folder(package), path);
        Assert.That(System.IO.File.Exists(file), Is.True, $"Package {package} has no {path}");
        return file;
    }

    /// <summary>A tool of this machine, by its name on the path of root.</summary>
    public static string Tool(string name, string debianPackage)
    {
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        foreach (string folder in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string file = Path.Combine(folder, name);
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        Assert.Fail($"{name} is missing: apt-get install {debianPackage}");
        return name;
    }
}
