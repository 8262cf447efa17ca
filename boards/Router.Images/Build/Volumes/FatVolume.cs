using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Router.Images.Host;

namespace Router.Images.Build.Volumes;

/// <summary>A FAT file system in a file, made by mkfs.fat and filled by mtools: no mount, no privilege.</summary>
internal static class FatVolume
{
    // From here on FAT32 has enough clusters to be one.
    private const long LeastFat32 = 64 * 1024 * 1024;

    /// <summary>16 or 32: which FAT a partition of this size gets.</summary>
    public static int BitsFor(long size) => size >= LeastFat32 ? 32 : 16;

    /// <param name="file">The file to be.</param>
    /// <param name="size">Octets of it.</param>
    /// <param name="label">At most 11 capital letters.</param>
    /// <param name="serial">8 hexadecimal digits.</param>
    /// <param name="tree">The folder whose content goes in.</param>
    /// <exception cref="HostException">It does not fit, or a tool is missing.</exception>
    public static void Make(string file, long size, string label, string serial, string tree, StampedCommand command)
    {
        long content = Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)
            .Sum(static path => new FileInfo(path).Length);

        // Tables and the last clusters of files: a MiB and a hundredth are more than they take.
        if (content + (content / 100) + (1024 * 1024) > size)
        {
            throw new HostException(string.Create(CultureInfo.InvariantCulture,
                $"partition {label.ToLowerInvariant()} has {size >> 20} MiB, and {content / 1048576.0:0.0} MiB are to "
                + $"go in: a greater partition is needed in the board's 'image'"));
        }

        using (FileStream made = File.Create(file))
        {
            made.SetLength(size);
        }

        Stamp(tree, command.Built);
        command.Run("mkfs.fat", "dosfstools", "--invariant", "-F",
            BitsFor(size).ToString(CultureInfo.InvariantCulture), "-i", serial, "-n", label, file);
        string[] entries = [.. Directory.EnumerateFileSystemEntries(tree).Order(StringComparer.Ordinal)];
        if (entries.Length > 0)
        {
            command.Run("mcopy", "mtools", ["-i", file, "-s", "-m", "-Q", .. entries, "::/"]);
        }
    }

    // FAT begins in 1980.
    private static void Stamp(string tree, long built)
    {
        DateTime time = DateTimeOffset.FromUnixTimeSeconds(Math.Max(built, 315532800)).UtcDateTime;
        foreach (string path in Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(path, time);
        }

        foreach (string path in Directory.EnumerateDirectories(tree, "*", SearchOption.AllDirectories))
        {
            Directory.SetLastWriteTimeUtc(path, time);
        }
    }
}
