using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace Router.Images.Flash;

/// <summary>
/// Superblocks of what spans disks or encrypts them, which nothing uses at the moment: an unplugged RAID's half, a
/// locked volume. The kernel knows nothing of them; a look at the disk does.
/// </summary>
internal static class MemberSignature
{
    // A member is refused whatever is typed, so the message says how to give the disk free.
    private const string Advice = "if nobody needs it any more: wipefs -a";

    private const uint MdMagic = 0xa92b4efc; // linux/raid/md_p.h
    private const ulong ZfsUberblock = 0x00bab10c;
    private const int ZfsUberblocks = 128 << 10;
    private const int ZfsLabel = 256 << 10;

    private static ReadOnlySpan<byte> LuksMagic => [(byte)'L', (byte)'U', (byte)'K', (byte)'S', 0xba, 0xbe];

    // linux/bcache.h: at 4096, 24 bytes into the superblock.
    private static ReadOnlySpan<byte> BcacheMagic =>
    [
        0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca, 0x82, 0x65, 0xf5, 0x7f, 0x48, 0xba, 0x6d, 0x81,
    ];

    /// <summary>Of the whole disk and each of its partitions.</summary>
    public static IReadOnlyList<DeviceUse> FindAll(Stream disk, BlockDevice device)
    {
        List<DeviceUse> found = [];
        Look(disk, device.Name, 0, device.Size, found);
        foreach (Partition partition in device.Partitions)
        {
            Look(disk, partition.Name, partition.Start, partition.Size, found);
        }

        return found;
    }

    /// <summary>The name of what is found between two borders of a disk; null if none.</summary>
    public static string? Find(Stream disk, long start, long size)
    {
        byte[] label = Read(disk, start, Math.Min(size, 2L * ZfsLabel));
        return
            IsLvm(label) ? "LVM"
            : At(label, 0, LuksMagic) ? "LUKS encryption"
            : At(label, 4096 + 24, BcacheMagic) ? "bcache"
            : IsMd(disk, label, start, size) ? "RAID (md)"
            : IsZfs(label) ? "ZFS"
            : null;
    }

    private static void Look(Stream disk, string name, long start, long size, List<DeviceUse> found)
    {
        if (Find(disk, start, size) is { } kind)
        {
            found.Add(new DeviceUse(UseKind.Member, name, $"is part of {kind}; {Advice} /dev/{name}"));
        }
    }

    // The label is in one of the first four sectors (LVM2 format_text/layout.h).
    private static bool IsLvm(byte[] label)
    {
        for (int sector = 0; sector < 4; sector++)
        {
            if (At(label, sector * 512, "LABELONE"u8) && At(label, sector * 512 + 24, "LVM2 001"u8))
            {
                return true;
            }
        }

        return false;
    }

    // Versions 1.1 and 1.2 at the beginning; 1.0 and 0.90 at the end, on a border of 4 KiB or 64 KiB.
    private static bool IsMd(Stream disk, byte[] label, long start, long size)
    {
        long late = ((size / 512 - 16) & ~7L) * 512;
        long oldest = (size & ~0xffffL) - 0x10000;
        return IsMdAt(label, 0) || IsMdAt(label, 4096)
            || (late > 0 && IsMdAt(Read(disk, start + late, 4), 0))
            || (oldest > 0 && IsMdAt(Read(disk, start + oldest, 4), 0));
    }

    private static bool IsMdAt(byte[] octets, int offset) =>
        octets.Length >= offset + 4
        && (BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(offset)) == MdMagic
            || BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(offset)) == MdMagic);

    // Uberblocks fill the second half of each label, at every KiB at the most; the first two labels are at the start.
    private static bool IsZfs(byte[] label)
    {
        for (int copy = 0; copy < 2; copy++)
        {
            for (int at = copy * ZfsLabel + ZfsUberblocks; at < (copy + 1) * ZfsLabel; at += 1024)
            {
                if (at + 8 <= label.Length
                    && (BinaryPrimitives.ReadUInt64LittleEndian(label.AsSpan(at)) == ZfsUberblock
                        || BinaryPrimitives.ReadUInt64BigEndian(label.AsSpan(at)) == ZfsUberblock))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool At(byte[] octets, int offset, ReadOnlySpan<byte> magic) =>
        octets.Length >= offset + magic.Length && octets.AsSpan(offset, magic.Length).SequenceEqual(magic);

    private static byte[] Read(Stream disk, long offset, long length)
    {
        byte[] octets = new byte[Math.Max(0, length)];
        disk.Position = offset;
        int got = disk.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        return octets[..got];
    }
}
