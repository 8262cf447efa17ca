using System;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;

namespace Router.Tests.Machines;

/// <summary>A FAT file system in a file, by mkfs.fat and mtools.</summary>
internal sealed class BootPartition : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("router-fat-").FullName;

    /// <param name="bits">12, 16 or 32.</param>
    /// <param name="clusterSectors">Sectors of a cluster.</param>
    public BootPartition(int bits, int clusterSectors)
    {
        int sectors = bits == 12 ? 2880 : bits == 16 ? 20_000 * clusterSectors : 70_000 * clusterSectors;
        Path = System.IO.Path.Combine(_folder, "fat");
        using (FileStream file = File.Create(Path))
        {
            file.SetLength(sectors * 512L);
        }

        Tool("mkfs.fat", "-F", $"{bits}", "-s", $"{clusterSectors}", Path);
    }

    public string Path { get; }

    /// <summary>Puts a file into its root folder.</summary>
    public void Put(string name, byte[] octets)
    {
        string source = System.IO.Path.Combine(_folder, "source");
        File.WriteAllBytes(source, octets);
        Tool("mcopy", "-o", "-i", Path, source, "::" + name);
    }

    public byte[] Get(string name)
    {
        string target = System.IO.Path.Combine(_folder, "target");
        Tool("mcopy", "-n", "-i", Path, "::" + name, target);
        return File.ReadAllBytes(target);
    }

    public void Delete(string name) => Tool("mdel", "-i", Path, "::" + name);

    /// <summary>As fsck.fat sees it.</summary>
    public void Check() => Tool("fsck.fat", "-n", Path);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Tool(string name, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MTOOLS_SKIP_CHECK"] = "1" },
        })!;
        string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{name}: {said}");
    }
}
