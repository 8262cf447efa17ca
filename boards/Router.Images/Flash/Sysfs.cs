using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Router.Images.Flash;

/// <summary>/sys/block, as Documentation/ABI/stable/sysfs-block has it.</summary>
internal sealed class Sysfs(string root)
{
    private readonly string _blocks = Path.Combine(root, "sys/block");

    // By path, most specific first: a card in a USB reader is on usb, whatever scsi host the kernel gives it.
    private static readonly (string Part, string Bus)[] s_buses =
    [
        ("/usb", "usb"), ("/mmc_host/", "mmc"), ("/nvme", "nvme"), ("/ata", "ata"), ("/virtio", "virtio"),
        ("/virtual/block/loop", "loop"), ("/virtual/", "virtual"), ("/host", "scsi"),
    ];

    public IEnumerable<string> Disks() => Entries(_blocks);

    public string FolderOf(string disk) => Path.Combine(_blocks, disk);

    /// <summary>Those that stand on a disk or a partition.</summary>
    public static IEnumerable<string> HoldersOf(string folder) => Entries(Path.Combine(folder, "holders"));

    public IReadOnlyList<Partition> PartitionsOf(string disk) =>
    [
        .. from name in Entries(FolderOf(disk))
           let folder = Path.Combine(FolderOf(disk), name)
           where File.Exists(Path.Combine(folder, "partition"))
           orderby name.Length, name
           select new Partition(
               name,
               Text(folder, "dev"),
               Number(folder, "start") * FlashPlan.Sector,
               Number(folder, "size") * FlashPlan.Sector),
    ];

    public string BusOf(string disk)
    {
        string path = RealPath(disk);
        return s_buses.FirstOrDefault(bus => path.Contains(bus.Part, StringComparison.Ordinal)).Bus ?? "other";
    }

    public string SerialOf(string disk)
    {
        string folder = FolderOf(disk);
        foreach (string name in (string[])["device/serial", "serial", "device/vpd_pg80"])
        {
            if (Text(folder, name) is { Length: > 0 } serial)
            {
                return serial;
            }
        }

        // A USB stick's is the USB device's, some folders up.
        for (string? up = Path.GetDirectoryName(RealPath(disk));
             up is not null && up.Contains("/usb", StringComparison.Ordinal);
             up = Path.GetDirectoryName(up))
        {
            if (Text(up, "serial") is { Length: > 0 } serial)
            {
                return serial;
            }
        }

        return string.Empty;
    }

    /// <summary>A file's one line; empty if it is not there. Binary heads, as of vpd_pg80, are left out.</summary>
    public static string Text(string folder, string name)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, name));
            return new string([.. text.Where(c => c is >= ' ' and < (char)127)]).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    public static long Number(string folder, string name) =>
        long.TryParse(Text(folder, name), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;

    // The entries of /sys/block are links into /sys/devices, whose path tells the bus.
    private string RealPath(string disk) =>
        new DirectoryInfo(FolderOf(disk)).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? FolderOf(disk);

    private static IEnumerable<string> Entries(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))
            : [];
}
