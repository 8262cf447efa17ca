using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Router.Images.Host;
using Router.Images.Initramfs;

namespace Router.Images.Build;

/// <summary>A board's whole system but its kernel: the firmware, modules, what it knows of its machine and its node.
/// </summary>
public static class BoardInitramfs
{
    private static readonly string[] s_folders = ["proc", "sys", "dev", "run", "tmp", "data"];

    /// <summary>Writes it, compressed.</summary>
    /// <param name="path">The file to be.</param>
    /// <param name="appliance">Without modules: they are found here.</param>
    /// <param name="kernelPackage">Where the kernel's package was unpacked.</param>
    /// <param name="firmware">The firmware's file, for the board's processor.</param>
    /// <param name="node">What makes it this node.</param>
    /// <exception cref="HostException">zstd is missing or failed.</exception>
    public static void Write(
        string path, ApplianceText appliance, string kernelPackage, string firmware, NodeFolder node,
        CancellationToken cancelled = default)
    {
        string plain = path + ".cpio";
        try
        {
            using (FileStream file = File.Create(plain))
            {
                Write(new CpioWriter(file), appliance, kernelPackage, firmware, node);
            }

            // One thread: with more the result would depend on this machine's processors.
            HostCommand.Must(HostTool.Find("zstd", "zstd"),
                ["-q", "-f", "-19", "--single-thread", "--no-progress", plain, "-o", path], cancelled);
        }
        finally
        {
            File.Delete(plain);
        }
    }

    private static void Write(
        CpioWriter cpio, ApplianceText appliance, string kernelPackage, string firmware, NodeFolder node)
    {
        foreach (string folder in s_folders)
        {
            cpio.AddFolder(folder);
        }

        cpio.AddDevice("dev/console", 5, 1);
        cpio.AddFile("init", File.ReadAllBytes(firmware));
        IReadOnlyList<(string Name, byte[] Image)> modules =
            new KernelModules(kernelPackage).Closure(appliance.Board.Modules);
        foreach ((string name, byte[] image) in modules)
        {
            cpio.AddFile($"lib/modules/{name}.ko", image);
        }

        string text = (appliance with { Modules = [.. modules.Select(static module => module.Name)] }).ToString();
        cpio.AddFile(ApplianceText.Path, Encoding.UTF8.GetBytes(text));
        foreach (string file in node.Files)
        {
            cpio.AddFile("etc/router/" + file, File.ReadAllBytes(Path.Combine(node.Folder, file)));
        }

        cpio.End();
    }
}
