using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Build.Loaders;
using Router.Images.Build.Volumes;
using Router.Images.Host;
using Router.Images.Packages;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>Builds the image of a board: the same inputs give the same octets.</summary>
/// <param name="progress">Takes a line for each step.</param>
public sealed class ImageBuilder(PackageCache packages, Action<string> progress)
{
    /// <exception cref="HostException">Something is missing or does not fit; nothing is left behind.</exception>
    public BuiltImage Build(ImageRequest request, CancellationToken stop = default)
    {
        Board board = request.Board;
        if (board.Boot.Chain == BootChain.Uboot)
        {
            throw new HostException(
                $"{board.Name} starts with U-Boot, for which images are not implemented; GRUB and Raspberry Pis are");
        }

        string output = Path.GetFullPath(request.Output);
        string work = $"{output}.{Environment.ProcessId}.build";
        Directory.CreateDirectory(work);
        try
        {
            return Build(request, output, work, stop);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private BuiltImage Build(ImageRequest request, string output, string work, CancellationToken stop)
    {
        Board board = request.Board;
        VerifyingKey key = request.Keys.Signing.Public;
        DiskIdentity identity = new(board, key);
        DiskLayout layout = DiskLayout.For(board);
        StampedCommand command = new(request.Version.Built, stop);
        ApplianceText appliance = new()
        {
            Board = board,
            Version = request.Version,
            Disk = identity.Disk,
            UpdateKey = key,
            ManagementKey = request.Keys.Management.Key.Public,
        };
        SlotFiles slot = new SlotBuilder(packages, progress).Build(appliance, request.Node, work, stop);
        BootTrees trees = new(Path.Combine(work, "trees"));
        trees.AddSlot(slot);
        (byte[] Sector, byte[] Core)? bios = AddLoader(board, slot, trees, layout, work, stop);

        progress("making file systems");
        FatVolume.Make(Path.Combine(work, Partition.SlotA), layout[Partition.SlotA].Length, "SLOT",
            identity.Serial("slot"), trees.Slot, command);
        FatVolume.Make(Path.Combine(work, Partition.Boot), layout[Partition.Boot].Length, "BOOT",
            identity.Serial(Partition.Boot), trees.Boot, command);
        DataVolume.Make(Path.Combine(work, Partition.Data), layout[Partition.Data].Length, identity, command);

        progress("putting the image together");
        string image = Path.Combine(work, "image");
        using (ImageAssembly assembly = new(image, layout.Size))
        {
            // The table first: sfdisk clears what looks like an old one.
            assembly.Partition(layout.Script(identity), work, stop);
            foreach (string name in new[] { Partition.Boot, Partition.SlotA, Partition.Data })
            {
                assembly.Copy(Path.Combine(work, name), layout[name].Offset);
            }

            if (bios is { } pc)
            {
                assembly.Write(pc.Sector, 0);
                assembly.Write(pc.Core, layout[Partition.Core].Offset);
            }

            progress("signing");
            ImageManifest manifest = new()
            {
                Board = board.Name,
                Version = request.Version.Name,
                Built = request.Version.Built,
                Size = layout.Size,
                Key = key,
                Parts = assembly.Parts(layout),
                Files = [.. Files(Partition.Boot, trees.Boot), .. Files(Partition.SlotA, trees.Slot)],
            };
            assembly.Write(ManifestBlock.Write(manifest, request.Keys.Signing), ManifestBlock.Offset);
            assembly.End();
            File.Move(image, output, overwrite: true);
            return new BuiltImage(manifest,
                new SlotSizes(new FileInfo(slot.Kernel).Length, new FileInfo(slot.Initramfs).Length));
        }
    }

    private (byte[] Sector, byte[] Core)? AddLoader(
        Board board, SlotFiles slot, BootTrees trees, DiskLayout layout, string work, CancellationToken stop)
    {
        progress("adding the boot loader");
        trees.AddSlotState();
        if (board.Boot.Chain == BootChain.Rpi)
        {
            PiFiles pi = new(packages, stop);
            pi.AddToBoot(board, trees.Boot);
            pi.AddToSlot(board, slot.CommandLine, trees.Slot);
            return null;
        }

        trees.AddGrub(slot);
        GrubLoader grub = new(packages, stop);
        if (board.Boot.Firmware.Contains(PcFirmware.Uefi))
        {
            grub.AddUefi(board, trees.Boot);
        }

        return board.Boot.Firmware.Contains(PcFirmware.Bios)
            ? grub.MakeBios(layout[Partition.Core], work)
            : null;
    }

    private static IEnumerable<Router.Slots.ImageFile> Files(string part, string tree) =>
        Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new Router.Slots.ImageFile(part, Path.GetRelativePath(tree, file),
                new FileInfo(file).Length, Convert.ToHexStringLower(ImageHash.Of(File.ReadAllBytes(file)))));
}
