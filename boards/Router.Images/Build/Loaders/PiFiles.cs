using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Images.Build.Loaders;

/// <summary>What a Raspberry Pi's own boot loader reads, in the boot partition and in a slot.</summary>
internal sealed class PiFiles(PackageCache packages, CancellationToken cancelled)
{
    /// <summary>
    /// Which partition is booted, and which is tried once. Rewritten in place when the active slot changes: both ways
    /// take the same octets.
    /// </summary>
    public const string AutobootText =
        """
        [all]
        tryboot_a_b=1
        boot_partition=2
        [tryboot]
        boot_partition=3

        """;

    /// <summary>The package with its boot files, of no architecture in particular.</summary>
    public static PackageRequest Package(Board board) => new(board.Boot.Package!, KernelFiles.ArchOf(board));

    public void AddToBoot(Board board, string tree)
    {
        CopyFiles(board, tree);
        File.WriteAllText(Path.Combine(tree, "autoboot.txt"), AutobootText);
    }

    public void AddToSlot(Board board, string commandLine, string tree)
    {
        CopyFiles(board, tree);
        string[] lines =
        [
            "kernel=" + SlotFiles.KernelName,

            // Without an equals sign: the one line of config.txt that has none.
            $"initramfs {SlotFiles.InitramfsName} followkernel",
            "device_tree=" + SlotFiles.DeviceTreeName,
            .. board.Boot.Config,
        ];
        File.WriteAllText(Path.Combine(tree, "config.txt"), string.Join('\n', lines) + "\n");
        File.WriteAllText(Path.Combine(tree, "cmdline.txt"), commandLine + "\n");
    }

    private void CopyFiles(Board board, string tree)
    {
        string package = packages.Folder(Package(board), cancelled);
        foreach (string name in board.Boot.Files)
        {
            string file = Directory.EnumerateFiles(package, name, SearchOption.AllDirectories).FirstOrDefault()
                ?? throw new HostException($"{board.Boot.Package} has no {name}");
            File.Copy(file, Path.Combine(tree, name));
        }
    }
}
