using System.IO;
using System.Threading;
using Router.Images.Host;

namespace Router.Lab.Qemu.Host;

/// <summary>Debian packages unpacked beside the checkout's build, never installed (eng/fetch-peers).</summary>
public static class DebianPackages
{
    /// <summary>The folder that holds the package's files; fetched on first use.</summary>
    /// <exception cref="LabQemuException">It cannot be had; the message says how it could.</exception>
    public static string Folder(string package, CancellationToken cancelled = default)
    {
        string cached = Checkout.PathOf($".cache/peers/{package}");
        return Directory.Exists(cached)
            ? cached
            : HostCommand.Must(Checkout.PathOf("eng/fetch-peers"), [package], cancelled).Trim();
    }

    /// <summary>One file of a package.</summary>
    public static string File(string package, string path)
    {
        string file = Path.Combine(Folder(package), path);
        return System.IO.File.Exists(file)
            ? file
            : throw new LabQemuException($"package {package} has no {path}");
    }
}
