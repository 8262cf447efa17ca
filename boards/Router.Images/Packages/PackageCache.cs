using System;
using System.IO;
using System.Threading;
using Router.Images.Host;

namespace Router.Images.Packages;

/// <summary>
/// Locked packages, unpacked and never installed: fetched once into the checkout's cache, by name and version.
/// </summary>
/// <param name="locked">Which version of what.</param>
/// <param name="progress">Takes a line for each package that is fetched.</param>
public sealed class PackageCache(PackageLock locked, Action<string> progress)
{
    private static readonly Lock s_lock = new();

    /// <summary>The lock of this checkout.</summary>
    /// <exception cref="HostException">No checkout, or no lock.</exception>
    public static PackageCache OfCheckout(Action<string> progress) =>
        new(PackageLock.Load(Checkout.PathOf(PackageLock.RelativePath)), progress);

    /// <summary>The folder with a package's files, as below <c>/</c> of a system that has it installed.</summary>
    /// <exception cref="HostException">It is not in the lock, or cannot be had.</exception>
    public string Folder(PackageRequest request, CancellationToken cancelled = default)
    {
        LockedPackage package = locked.Find(request);
        string cache = Checkout.PathOf(".cache/packages");
        string folder = Path.Combine(cache, package.Stem);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // Other processes may fetch the same: what is moved in place last is the same as what was there.
        lock (s_lock)
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(cache);
                Unpack(package, folder, cancelled);
            }
        }

        return folder;
    }

    private void Unpack(LockedPackage package, string folder, CancellationToken cancelled)
    {
        progress($"fetching {package.Name} {package.Version} ({package.Size / 1024 / 1024.0:0.0} MiB)");
        string deb = folder + ".deb";
        using (DebianArchive archive = new())
        {
            archive.Fetch(package, locked.Taken, deb, cancelled);
        }

        string partial = $"{folder}.{Environment.ProcessId}.part";
        HostCommand.Must(HostTool.Find("dpkg-deb", "dpkg"), ["-x", deb, partial], cancelled);
        File.Delete(deb);
        try
        {
            Directory.Move(partial, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(partial, recursive: true);
        }
    }
}
