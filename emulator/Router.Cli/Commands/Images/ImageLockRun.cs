using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Cli.Commands.Flash;
using Router.Images.Build;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Cli.Commands.Images;

/// <summary>Writes boards/debian.lock anew, and tells what changed.</summary>
internal static class ImageLockRun
{
    internal static int Execute(string? boards)
    {
        using StopSignals signals = new();
        string path = Checkout.PathOf(PackageLock.RelativePath);
        IReadOnlyList<LockedPackage> before = File.Exists(path) ? PackageLock.Load(path).Packages : [];
        try
        {
            PackageLock now = new PackageIndex(Console.Error.WriteLine).Lock(
                ImagePackages.For(ImageRun.All(boards)), DateTimeOffset.UtcNow, signals.Token);
            LockedPackage[] changed = [.. now.Packages.Where(package => !before.Contains(package))];
            foreach (LockedPackage package in changed)
            {
                string? old = before.FirstOrDefault(other => other.Request == package.Request)?.Version;
                Console.Out.WriteLine($"{package.Request}: {old ?? "new"} -> {package.Version}");
            }

            if (changed.Length == 0 && before.Count == now.Packages.Count)
            {
                Console.Out.WriteLine($"{PackageLock.RelativePath} is up to date: {before.Count} packages");
                return 0;
            }

            File.WriteAllText(path, now.ToString());
            Console.Out.WriteLine($"{PackageLock.RelativePath}: {now.Packages.Count} packages");
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("router image: interrupted; the lock is as it was");
            return signals.ExitCode;
        }
    }
}
