namespace Router.Images.Packages;

/// <summary>What a package name meant when the lock was made: one file of an archive, by its SHA-256.</summary>
/// <param name="Request">What is asked for.</param>
/// <param name="Name">What it pointed to: <c>linux-image-6.1.0-40-arm64</c>, or the same name.</param>
/// <param name="Version">Debian's.</param>
/// <param name="Size">Octets of the file.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hexadecimal digits.</param>
/// <param name="Path">Below an archive's address: <c>debian/pool/main/…</c>.</param>
public sealed record LockedPackage(
    PackageRequest Request, string Name, string Version, long Size, string Hash, string Path)
{
    /// <summary>A file or folder name for it, and for no other.</summary>
    public string Stem => $"{Name}_{Version.Replace(':', '~')}_{Request.Arch}";
}
