using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Router.Images.Flash;

/// <summary>What the kernel uses a disk for: mounts, swap, and what stands on it.</summary>
internal sealed class UseReader
{
    private readonly Sysfs _sysfs;
    private readonly IReadOnlyList<Mount> _mounts;
    private readonly IReadOnlyList<string> _swaps;
    private readonly HashSet<string> _btrfs;

    public UseReader(string root, Sysfs sysfs)
    {
        _sysfs = sysfs;
        _mounts = Mount.ReadAll(Path.Combine(root, "proc/self/mountinfo"));
        _swaps = SwapTable.Paths(root);

        // A btrfs over several disks is mounted with the name of one and a number of none.
        string btrfs = Path.Combine(root, "sys/fs/btrfs");
        _btrfs = Directory.Exists(btrfs)
            ? [.. Directory.GetDirectories(btrfs).Select(each => Path.Combine(each, "devices"))
                .Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)
                .Select(path => Path.GetFileName(path))]
            : [];
    }

    public IReadOnlyList<DeviceUse> Of(BlockDevice device)
    {
        List<DeviceUse> uses = [];
        string folder = _sysfs.FolderOf(device.Name);
        Add(uses, device.Name, device.Number, folder, string.Empty);
        foreach (Partition partition in device.Partitions)
        {
            Add(uses, partition.Name, partition.Number, Path.Combine(folder, partition.Name), string.Empty);
        }

        return [.. uses.Distinct()];
    }

    private void Add(List<DeviceUse> uses, string name, string number, string folder, string through)
    {
        string alias = Sysfs.Text(folder, "dm/name") is { Length: > 0 } mapped ? "mapper/" + mapped : name;
        foreach (Mount mount in _mounts.Where(each =>
            each.Number == number || IsNode(each.Source, name) || IsNode(each.Source, alias)))
        {
            uses.Add(mount.Point == "/"
                ? new DeviceUse(UseKind.Root, name, "holds this machine's root file system" + through)
                : new DeviceUse(UseKind.Mounted, name, $"is mounted at {mount.Point}{through}"));
        }

        if (_swaps.Any(path => IsNode(path, name) || IsNode(path, alias)))
        {
            uses.Add(new DeviceUse(UseKind.Swap, name, "is swap" + through));
        }

        if (_btrfs.Contains(name))
        {
            uses.Add(new DeviceUse(UseKind.Member, name, "is part of a mounted btrfs" + through));
        }

        foreach (string holder in Sysfs.HoldersOf(folder))
        {
            string above = _sysfs.FolderOf(holder);
            uses.Add(new DeviceUse(UseKind.Member, name, $"is in use by {holder} ({KindOf(holder, above)}){through}"));
            Add(uses, holder, Sysfs.Text(above, "dev"), above, $" (stands on {name})");
        }
    }

    private static bool IsNode(string path, string name) => path == "/dev/" + name;

    private static string KindOf(string holder, string folder)
    {
        string identifier = Sysfs.Text(folder, "dm/uuid");
        return holder switch
        {
            _ when identifier.StartsWith("LVM-", StringComparison.Ordinal) => "LVM",
            _ when identifier.StartsWith("CRYPT-", StringComparison.Ordinal) => "encryption",
            _ when holder.StartsWith("md", StringComparison.Ordinal) => "RAID",
            _ when holder.StartsWith("bcache", StringComparison.Ordinal) => "bcache",
            _ when holder.StartsWith("dm-", StringComparison.Ordinal) => "device mapper",
            _ => "another device",
        };
    }
}
