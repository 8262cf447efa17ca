using System;
using System.IO;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Images.Build;

/// <summary>Puts together what boots on a board. A slot's content is the same in slot A and slot B.</summary>
/// <param name="progress">Takes a line for each step.</param>
public sealed class SlotBuilder(PackageCache packages, Action<string> progress)
{
    /// <summary>Writes its files to a folder.</summary>
    /// <param name="appliance">Board, version and keys.</param>
    /// <param name="node">What makes it this node.</param>
    /// <param name="folder">Is there, and the caller's.</param>
    /// <exception cref="HostException">Something is missing, and how to get it.</exception>
    public SlotFiles Build(ApplianceText appliance, NodeFolder node, string folder, CancellationToken stop = default)
    {
        Board board = appliance.Board;
        KernelFiles kernel = KernelFiles.In(packages.Folder(KernelFiles.RequestFor(board), stop), board);
        progress($"building the firmware for {KernelFiles.ArchOf(board)}");
        string firmware = FirmwareBinary.Build(board.Arch, stop);
        progress("packing firmware, modules and configuration");
        string initramfs = Path.Combine(folder, SlotFiles.InitramfsName);
        BoardInitramfs.Write(initramfs, appliance, kernel.Package, firmware, node, stop);
        string? tree = null;
        if (kernel.DeviceTree is not null)
        {
            tree = Path.Combine(folder, SlotFiles.DeviceTreeName);
            DeviceTreePatch.Apply(kernel.DeviceTree, tree, board.Kernel.DeviceTree, stop);
        }

        return new SlotFiles(kernel.Kernel, initramfs, tree, SlotFiles.CommandLineOf(board));
    }
}
