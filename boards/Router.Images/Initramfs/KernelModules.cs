using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Router.Images.Host;

namespace Router.Images.Initramfs;

/// <summary>
/// Modules of a kernel package with all that they depend on. An unpacked package has no modules.dep (its install
/// script would make it), so the dependencies are read from the modules themselves.
/// </summary>
public sealed class KernelModules
{
    private readonly Dictionary<string, string> _files = [];

    /// <param name="packageFolder">Where the package was unpacked.</param>
    public KernelModules(string packageFolder)
    {
        foreach (string file in Directory.EnumerateFiles(packageFolder, "*.ko*", SearchOption.AllDirectories))
        {
            _files[NameOf(Path.GetFileName(file).Split('.')[0])] = file;
        }
    }

    /// <summary>Module images in an order in which insmod accepts them. Names that are built in are left out.</summary>
    public IReadOnlyList<(string Name, byte[] Image)> Closure(IEnumerable<string> names)
    {
        List<(string Name, byte[] Image)> order = [];
        HashSet<string> seen = [];
        foreach (string name in names)
        {
            Visit(name, seen, order);
        }

        return order;
    }

    // File names and dependency lists differ in their use of '-' and '_'.
    private static string NameOf(string name) => name.Replace('-', '_');

    private void Visit(string name, HashSet<string> seen, List<(string Name, byte[] Image)> order)
    {
        name = NameOf(name);
        if (!seen.Add(name) || !_files.TryGetValue(name, out string? file))
        {
            return;
        }

        byte[] image = Read(file);
        foreach (string needed in Depends(image))
        {
            Visit(needed, seen, order);
        }

        order.Add((name, image));
    }

    private static string[] Depends(byte[] image)
    {
        ReadOnlySpan<byte> key = "\0depends="u8;
        int at = image.AsSpan().IndexOf(key);
        if (at < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> rest = image.AsSpan(at + key.Length);
        string list = Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
        return [.. list.Split(',').Where(name => name.Length > 0)];
    }

    private static byte[] Read(string file)
    {
        if (file.EndsWith(".ko", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(file);
        }

        // Newer Debian kernels carry compressed modules.
        return file.EndsWith(".zst", StringComparison.Ordinal)
            ? HostCommand.Octets(HostTool.Find("zstd", "zstd"), ["-dc", file])
            : HostCommand.Octets(HostTool.Find("xz", "xz-utils"), ["-dc", file]);
    }
}
