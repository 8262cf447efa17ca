using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Router.Images.Flash;

/// <summary>The disks of a machine, from /sys, /proc and /dev below <paramref name="root"/>.</summary>
public sealed class DeviceReader(string root = "/")
{
    private readonly Sysfs _sysfs = new(root);

    /// <summary>All disks that hold anything, by name. An empty reader is one, an unused loop not.</summary>
    public IReadOnlyList<BlockDevice> All()
    {
        UseReader uses = new(root, _sysfs);
        return
        [
            .. from name in _sysfs.Disks()
               let device = Describe(name, uses)
               where device.Size > 0 || !IsVirtual(name)
               orderby name.Length, name
               select device,
        ];
    }

    /// <summary>The disk with this number, or the one that has a partition with it.</summary>
    public (BlockDevice Disk, Partition? Partition)? Find(string number)
    {
        foreach (BlockDevice device in All())
        {
            Partition? partition = device.Partitions.FirstOrDefault(each => each.Number == number);
            if (partition is not null || device.Number == number)
            {
                return (device, partition);
            }
        }

        return null;
    }

    /// <summary>Disks, partitions and files that are swap.</summary>
    public IReadOnlyList<string> Swaps() => SwapTable.Paths(root);

    private BlockDevice Describe(string name, UseReader uses)
    {
        string folder = _sysfs.FolderOf(name);
        string bus = _sysfs.BusOf(name);
        BlockDevice device = new()
        {
            Name = name,
            Number = Sysfs.Text(folder, "dev"),
            Size = Sysfs.Number(folder, "size") * FlashPlan.Sector,
            Model = string.Join(' ', new[]
            {
                Sysfs.Text(folder, "device/vendor"),
                Sysfs.Text(folder, "device/model"),
                bus == "mmc" ? Sysfs.Text(folder, "device/name") : string.Empty,
            }.Where(word => word.Length > 0 && !word.StartsWith("0x", StringComparison.Ordinal))),
            Serial = _sysfs.SerialOf(name),
            Bus = bus,
            IsRemovable = Sysfs.Number(folder, "removable") == 1,
            IsReadOnly = Sysfs.Number(folder, "ro") == 1,
            BackingFile = Sysfs.Text(folder, "loop/backing_file") is { Length: > 0 } file ? file : null,
            Partitions = _sysfs.PartitionsOf(name),
        };
        device = device with { Uses = uses.Of(device) };

        // What is refused already is not read: that would wake sleeping disks, and tells nothing more.
        return Verdict.Of(device).Kind == VerdictKind.Refused ? device : WithSignatures(device);
    }

    private BlockDevice WithSignatures(BlockDevice device)
    {
        try
        {
            using FileStream disk = File.OpenRead(Path.Combine(root, "dev", device.Name));
            return device with { Uses = MemberSignature.FindAll(disk, device) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return device with
            {
                Unreadable = error is UnauthorizedAccessException ? "it takes root: sudo" : error.Message,
            };
        }
    }

    private static bool IsVirtual(string name) =>
        name.StartsWith("loop", StringComparison.Ordinal) || name.StartsWith("ram", StringComparison.Ordinal)
        || name.StartsWith("zram", StringComparison.Ordinal) || name.StartsWith("nbd", StringComparison.Ordinal);
}
