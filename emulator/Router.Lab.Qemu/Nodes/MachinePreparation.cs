using System;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Build;
using Router.Images.Host;
using Router.Images.Packages;
using Router.Lab.Machines;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;
using Router.Lab.Reading;
using Router.Lab.Topology;

namespace Router.Lab.Qemu.Nodes;

/// <summary>Makes what a lab's machines boot, before the lab starts: fetching and building take their time.</summary>
/// <param name="folder">The lab's own; a folder for each machine comes into it.</param>
/// <param name="progress">Takes a line for each step.</param>
public sealed class MachinePreparation(string folder, Action<string> progress)
{
    // A Unix socket's path holds 107 octets.
    private const int LongestPath = 107;
    private const int LongestSocket = 24;

    /// <exception cref="HostException">Something is missing, and how to get it.</exception>
    /// <exception cref="LabQemuException">So for machines.</exception>
    public void Prepare(LabConfiguration lab, CancellationToken stop = default)
    {
        foreach (LabNode node in lab.File.Nodes.Where(static node => node.Hardware is not null))
        {
            Prepare(lab, node, stop);
        }
    }

    private void Prepare(LabConfiguration lab, LabNode node, CancellationToken stop)
    {
        string own = Path.Combine(folder, node.Name);
        if (own.Length + LongestSocket > LongestPath)
        {
            throw new LabQemuException($"{own} is too long for sockets in it: name another folder in ROUTER_LAB_DIR");
        }

        Board board = node.Hardware!.Board;
        _ = LabArguments.ProgramFor(board.Arch);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        string config = Directory.CreateDirectory(Path.Combine(own, "config")).FullName;
        foreach ((string name, string text) in MachineFiles.For(lab, node))
        {
            File.WriteAllText(Path.Combine(config, name), text);
        }

        void Tell(string step) => progress($"{node.Name}: {step}");
        PackageCache packages = PackageCache.OfCheckout(Tell);
        ApplianceText appliance = new() { Board = board, Version = ImageVersion.OfCheckout() };
        SlotFiles slot = new SlotBuilder(packages, Tell).Build(appliance, NodeFolder.Read(config, board), own, stop);
        BootOf(board, slot, own, stop).Write(own);
    }

    private static BootFiles BootOf(Board board, SlotFiles slot, string own, CancellationToken stop)
    {
        string? tree = slot.DeviceTree;
        if (tree is not null && board.Qemu.DeviceTree.Count > 0)
        {
            string patched = Path.Combine(own, "qemu.dtb");
            DeviceTreePatch.Apply(tree, patched, board.Qemu.DeviceTree, stop);
            tree = patched;
        }

        string words = board.Qemu.Cmdline.Length > 0 ? $"{slot.CommandLine} {board.Qemu.Cmdline}" : slot.CommandLine;
        return new BootFiles(new KernelBoot(slot.Kernel, slot.Initramfs, words, tree), null);
    }
}
