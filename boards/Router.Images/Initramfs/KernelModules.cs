using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Router.Images.Host;

namespace Router.Images.Initramfs;

/// <summary>
/// Modules of a kernel package with all that they depend on. An unpacked package has no modules.dep (its install
/// script would make it), so the dependencies are read from the modules themselves.
/// </summary>
public sealed class KernelModules
{
    private const string Crypto = "crypto_";

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
        if (Find(NameOf(name)) is not { } found)
        {
            return;
        }

        (name, string file) = found;
        if (!seen.Add(name))
        {
            return;
        }

        byte[] image = Read(file);
        foreach (string needed in Needs(image))
        {
            Visit(needed, seen, order);
        }

        order.Add((name, image));
    }

    // A cipher is asked for by its name, or by the name with "crypto-" in front, and what is sure to provide it has the
    // name with "_generic" behind it.
    private (string Name, string File)? Find(string name)
    {
        string cipher = name.StartsWith(Crypto, StringComparison.Ordinal) ? name[Crypto.Length..] : name;
        foreach (string candidate in new[] { name, cipher, cipher + "_generic" })
        {
            if (_files.TryGetValue(candidate, out string? file))
            {
                return (candidate, file);
            }
        }

        return null;
    }

    // What the module itself needs, and what it asks for by name at run time: "softdep=pre: crc32c", where no modprobe
    // is there to hear.
    private static List<string> Needs(byte[] image)
    {
        List<string> needed = [];
        foreach (string list in Entries(image, "\0depends="u8))
        {
            needed.AddRange(list.Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (string list in Entries(image, "\0softdep="u8))
        {
            bool isBefore = false;
            foreach (string word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.EndsWith(':'))
                {
                    isBefore = word == "pre:";
                }
                else if (isBefore)
                {
                    needed.Add(word);
                }
            }
        }

        return needed;
    }

    private static List<string> Entries(byte[] image, ReadOnlySpan<byte> key)
    {
        List<string> found = [];
        ReadOnlySpan<byte> rest = image;
        for (int at = rest.IndexOf(key); at >= 0; at = rest.IndexOf(key))
        {
            rest = rest[(at + key.Length)..];
            int end = rest.IndexOf((byte)0);
            if (end < 0)
            {
                break;
            }

            found.Add(Encoding.ASCII.GetString(rest[..end]));
            rest = rest[end..];
        }

        return found;
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
