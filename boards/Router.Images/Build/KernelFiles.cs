using System.IO;
using System.Linq;
using Router.Images.Boards;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Images.Build;

/// <summary>What of a kernel's package a board needs.</summary>
/// <param name="Package">Where it was unpacked.</param>
/// <param name="Kernel">Its file.</param>
/// <param name="DeviceTree">The board's, unchanged; null: it needs none.</param>
public sealed record KernelFiles(string Package, string Kernel, string? DeviceTree)
{
    /// <exception cref="HostException">The package has no such file.</exception>
    public static KernelFiles In(string package, Board board)
    {
        string kernel = Directory.EnumerateFiles(Path.Combine(package, "boot"), "vmlinuz-*").FirstOrDefault()
            ?? throw new HostException($"{package} has no kernel in boot/");
        string? tree = null;
        if (board.Kernel.Dtb is { } wanted)
        {
            tree = Directory.EnumerateDirectories(Path.Combine(package, "usr/lib"), "linux-image-*")
                .Select(folder => Path.Combine(folder, wanted)).FirstOrDefault(File.Exists)
                ?? throw new HostException($"{board.Kernel.Package} has no device tree {wanted}");
        }

        return new KernelFiles(package, kernel, tree);
    }

    /// <summary>The kernel of a board, by the lock.</summary>
    public static PackageRequest RequestFor(Board board) => new(board.Kernel.Package, ArchOf(board));

    /// <summary>Debian's word.</summary>
    public static string ArchOf(Board board) => board.Arch == BoardArchitecture.Arm64 ? "arm64" : "amd64";
}
