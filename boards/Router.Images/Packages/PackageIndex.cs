using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Router.Images.Host;

namespace Router.Images.Packages;

/// <summary>What Debian's archives hold now, from their signed indexes; makes the lock.</summary>
public sealed class PackageIndex(Action<string> progress)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    // Kernel and boot loaders of Debian 12, which QEMU's machines and the Pi's boot files were tried with. Security
    // comes last: of two versions the later is taken, and it has the later ones.
    private static readonly (string Archive, string Suite, string[] Components)[] s_suites =
    [
        ("debian", "bookworm", ["main", "non-free-firmware"]),
        ("debian-security", "bookworm-security", ["main", "non-free-firmware"]),
    ];

    private readonly Dictionary<PackageRequest, Entry> _entries = [];

    /// <summary>Fetches the indexes of the architectures and finds every package.</summary>
    /// <exception cref="HostException">A package is missing, or an index is not what Debian signed.</exception>
    public PackageLock Lock(IReadOnlyCollection<PackageRequest> requests, DateTimeOffset now, CancellationToken stop)
    {
        using DebianArchive archive = new();
        foreach ((string name, string suite, string[] components) in s_suites)
        {
            string signed = Signed(archive, name, suite, stop);
            foreach (string arch in requests.Select(static request => request.Arch).Distinct().Order())
            {
                foreach (string component in components)
                {
                    Read(archive, name, $"{name}/dists/{suite}", $"{component}/binary-{arch}/Packages.xz", arch,
                        signed, stop);
                }
            }
        }

        return new PackageLock
        {
            Taken = now.ToUnixTimeSeconds(),
            Packages = [.. requests.Distinct().Select(Find)],
        };
    }

    // What Debian signed: the hashes of all indexes.
    private string Signed(DebianArchive archive, string name, string suite, CancellationToken stop)
    {
        progress($"asking {name} for {suite}");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, archive.Fetch($"{name}/dists/{suite}/InRelease", stop));
            if (!File.Exists(Keyring))
            {
                throw new HostException($"{Keyring} is missing: apt-get install debian-archive-keyring");
            }

            return HostCommand.Must(
                HostTool.Find("gpgv", "gpgv"), ["--keyring", Keyring, "--output", "-", file], stop);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Read(
        DebianArchive archive, string name, string place, string index, string arch, string signed,
        CancellationToken stop)
    {
        // Its line in the signed text: " HASH SIZE PATH", the 64 digits being those of SHA-256.
        string? line = signed.Split('\n').FirstOrDefault(
            line => line.EndsWith(' ' + index, StringComparison.Ordinal) && line.Trim().IndexOf(' ') == 64);
        if (line is null)
        {
            return;
        }

        byte[] packed = archive.Fetch($"{place}/{index}", stop);
        if (Convert.ToHexStringLower(SHA256.HashData(packed)) != line.Trim()[..64])
        {
            throw new HostException($"{place}/{index} is not what its signed list says; try again later");
        }

        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, packed);
            byte[] text = HostCommand.Octets(HostTool.Find("xz", "xz-utils"), ["-dc", file], stop);
            foreach (string paragraph in Encoding.UTF8.GetString(text).Split("\n\n"))
            {
                Add(name, arch, paragraph);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Add(string archive, string arch, string paragraph)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string line in paragraph.Split('\n'))
        {
            int at = line.IndexOf(": ", StringComparison.Ordinal);
            if (at > 0 && line[0] != ' ')
            {
                fields[line[..at]] = line[(at + 2)..];
            }
        }

        if (fields.TryGetValue("Package", out string? package))
        {
            PackageRequest request = new(package, arch);
            Entry entry = new(fields, archive);
            if (!_entries.TryGetValue(request, out Entry old) || DebianVersion.Compare(old.Version, entry.Version) < 0)
            {
                _entries[request] = entry;
            }
        }
    }

    private LockedPackage Find(PackageRequest request)
    {
        PackageRequest real = request with { Name = Pointed(request) };
        if (!_entries.TryGetValue(real, out Entry entry))
        {
            throw new HostException($"Debian has no package {real}");
        }

        return new LockedPackage(request, real.Name, entry.Version,
            long.Parse(entry.Fields["Size"], CultureInfo.InvariantCulture), entry.Fields["SHA256"],
            $"{entry.Archive}/{entry.Fields["Filename"]}");
    }

    // A kernel's short name is an empty package that depends on the newest: linux-image-6.1.0-40-arm64 (= 6.1.153-1).
    private string Pointed(PackageRequest request) =>
        request.Name.StartsWith("linux-image-", StringComparison.Ordinal)
        && _entries.TryGetValue(request, out Entry entry)
        && entry.Fields.TryGetValue("Depends", out string? needs)
            ? needs.Split([' ', ',']).FirstOrDefault(
                static word => word.StartsWith("linux-image-", StringComparison.Ordinal)) ?? request.Name
            : request.Name;

    private readonly record struct Entry(Dictionary<string, string> Fields, string Archive)
    {
        public string Version => Fields["Version"];
    }
}
