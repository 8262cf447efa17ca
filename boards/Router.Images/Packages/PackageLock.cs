using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Router.Images.Host;

namespace Router.Images.Packages;

/// <summary>
/// <c>boards/debian.lock</c>: the one version of every package that images are made of. A line each, in order, so that
/// two people who refresh it differ in what changed only.
/// </summary>
public sealed record PackageLock
{
    /// <summary>Below the checkout.</summary>
    public const string RelativePath = "boards/debian.lock";

    private const string Head =
        """
        # The Debian packages that images are made of. Written by: router image lock
        # name architecture file's-package version octets sha256 path
        taken
        """;

    /// <summary>When the archives were asked, seconds since 1970.</summary>
    public required long Taken { get; init; }

    public required IReadOnlyList<LockedPackage> Packages { get; init; }

    /// <exception cref="HostException">The file is missing or not understood.</exception>
    public static PackageLock Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException e)
        {
            throw new HostException($"{e.Message}: router image lock makes it", e);
        }
    }

    /// <exception cref="HostException">A line is not understood.</exception>
    public static PackageLock Parse(string text, string path)
    {
        long taken = -1;
        List<LockedPackage> packages = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isRead = words switch
            {
                [] or [['#', ..], ..] => true,
                ["taken", var seconds] => TryNumber(seconds, out taken),
                [var name, var arch, var real, var version, var size, { Length: 64 } hash, var place] =>
                    TryAdd(packages, new PackageRequest(name, arch), real, version, size, hash, place),
                _ => false,
            };
            if (!isRead)
            {
                throw new HostException($"{path}:{i + 1}: not understood: {lines[i].Trim()}");
            }
        }

        return new PackageLock { Taken = taken, Packages = packages };
    }

    /// <exception cref="HostException">It is not in the lock.</exception>
    public LockedPackage Find(PackageRequest request) =>
        Packages.FirstOrDefault(package => package.Request == request)
        ?? throw new HostException($"{RelativePath} has no {request}: router image lock adds what boards ask for");

    public override string ToString()
    {
        StringBuilder text = new(Head);
        text.Append(CultureInfo.InvariantCulture, $" {Taken}\n");
        foreach (LockedPackage p in Packages.OrderBy(static p => p.Request.ToString(), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{p.Request.Name} {p.Request.Arch} {p.Name} {p.Version} {p.Size} {p.Hash} {p.Path}\n");
        }

        return text.ToString();
    }

    private static bool TryAdd(
        List<LockedPackage> packages, PackageRequest request, string real, string version, string size, string hash,
        string place)
    {
        bool isRead = TryNumber(size, out long octets) && !packages.Exists(package => package.Request == request);
        if (isRead)
        {
            packages.Add(new LockedPackage(request, real, version, octets, hash, place));
        }

        return isRead;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
