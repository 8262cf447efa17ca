using System;
using System.IO;
using System.Linq;
using Router.Hal.Linux.Blocks;

namespace Router.Images.Flash;

/// <summary>Which disks and files may be written.</summary>
internal static class TargetRules
{
    private const string ImageEnding = ".img";

    internal static FlashTarget Device(string path, FileIdentity identity, FileIdentity image, DeviceReader reader)
    {
        if (reader.Find(identity.Device) is not { } found)
        {
            throw new FlashRefusedException($"{path}: nothing stands behind this device now");
        }

        BlockDevice disk = found.Disk;
        if (found.Partition is { } partition)
        {
            throw new FlashRefusedException(
                $"{partition.Name} is a partition, and an image is for a whole disk: --to {disk.Node}"
                + $" ({Sizes.Text(disk.Size)} {disk.Model}".TrimEnd() + ")");
        }

        if (disk.BackingFile is { } backing && FileIdentity.Of(backing)?.IsSameFileAs(image) == true)
        {
            throw new FlashRefusedException($"{disk.Name} is the image itself: {backing} stands behind it");
        }

        Verdict verdict = Verdict.Of(disk);
        return verdict.Kind == VerdictKind.Refused
            ? throw new FlashRefusedException([.. verdict.Reasons])
            : new FlashTarget
            {
                Path = path,
                Name = disk.Name,
                Verdict = verdict.Kind,
                Device = disk,
                Size = disk.Size,
            };
    }

    internal static FlashTarget File(string path, FileIdentity identity, FileIdentity image, DeviceReader reader)
    {
        if (identity.IsSameFileAs(image))
        {
            throw new FlashRefusedException($"{path} is the image itself");
        }

        BlockDevice? loop = reader.All().FirstOrDefault(device =>
            device.BackingFile is { } backing && FileIdentity.Of(backing)?.IsSameFileAs(identity) == true);
        if (loop is not null)
        {
            throw new FlashRefusedException(
                $"{path} stands behind {loop.Node}, which is in use: losetup -d {loop.Node}");
        }

        if (reader.Swaps().Any(swap => FileIdentity.Of(swap)?.IsSameFileAs(identity) == true))
        {
            throw new FlashRefusedException($"{path} is swap");
        }

        return new FlashTarget
        {
            Path = path,
            Name = Path.GetFileName(path),
            Verdict = VerdictKind.ByName,
            Size = identity.Size == 0 ? null : identity.Size,
            NeedsNoWord = identity.Size == 0 || path.EndsWith(ImageEnding, StringComparison.Ordinal),
        };
    }

    internal static FlashTarget Missing(string path, DeviceReader reader)
    {
        if (!path.Contains('/') && reader.All().Any(device => IsNameOf(path, device)))
        {
            throw new FlashRefusedException($"there is no file {path} here: the disk is --to /dev/{path}");
        }

        if (path.StartsWith("/dev/", StringComparison.Ordinal) || !path.EndsWith(ImageEnding, StringComparison.Ordinal))
        {
            throw new FlashRefusedException(
                $"{path} is not there: `router flash --list` shows the disks; a new file's name must end in "
                + ImageEnding);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder)
            ? new FlashTarget
            {
                Path = path,
                Name = Path.GetFileName(path),
                Verdict = VerdictKind.ByName,
                NeedsNoWord = true,
            }
            : throw new FlashRefusedException($"{path}: there is no folder {folder}");
    }

    private static bool IsNameOf(string name, BlockDevice device) =>
        device.Name == name || device.Partitions.Any(partition => partition.Name == name);
}
