namespace Router.Images.Packages;

/// <summary>A Debian package that an image is made of, as somebody asks for it.</summary>
/// <param name="Name">May be one that points to the newest of its kind: <c>linux-image-arm64</c>.</param>
/// <param name="Arch">As Debian calls it: <c>amd64</c>, <c>arm64</c>.</param>
public readonly record struct PackageRequest(string Name, string Arch)
{
    public override string ToString() => $"{Name}:{Arch}";
}
