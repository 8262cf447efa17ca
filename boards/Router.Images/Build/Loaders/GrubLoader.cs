using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Build.Volumes;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Images.Build.Loaders;

/// <summary>GRUB for UEFI as a file of the boot partition, and for BIOS as boot sector and core image.</summary>
internal sealed class GrubLoader(PackageCache packages, CancellationToken cancelled)
{
    // What the script needs; what these need in turn grub-mkimage knows.
    private static readonly string[] s_modules =
    [
        "normal", "part_gpt", "fat", "linux", "loadenv", "regexp", "test", "echo", "sleep", "reboot", "configfile",
    ];

    /// <summary>Packages with GRUB's modules for a board.</summary>
    public static IEnumerable<PackageRequest> Packages(Board board) => board.Boot.Firmware.Select(firmware =>
        firmware == PcFirmware.Bios ? new PackageRequest("grub-pc-bin", "amd64")
        : board.Arch == BoardArchitecture.Arm64 ? new PackageRequest("grub-efi-arm64-bin", "arm64")
        : new PackageRequest("grub-efi-amd64-bin", "amd64"));

    /// <summary>Adds what UEFI starts to the boot partition's tree.</summary>
    public void AddUefi(Board board, string tree)
    {
        bool isArm = board.Arch == BoardArchitecture.Arm64;
        string format = isArm ? "arm64-efi" : "x86_64-efi";

        // UEFI 2.10 §3.5.1.1: what is started from a medium that no variable names.
        string folder = Path.Combine(tree, "EFI/BOOT");
        Directory.CreateDirectory(folder);
        MakeImage(format, Packages(board).First(static p => p.Name.StartsWith("grub-efi", StringComparison.Ordinal)),
            Path.Combine(folder, isArm ? "BOOTAA64.EFI" : "BOOTX64.EFI"), isArm ? [] : ["serial"]);
    }

    /// <summary>Boot sector and core image, each knowing where the next one lies.</summary>
    /// <param name="core">The partition of the core image.</param>
    /// <param name="scratch">A folder of the caller's.</param>
    /// <exception cref="HostException">The core image is too large.</exception>
    public (byte[] Sector, byte[] Core) MakeBios(Partition core, string scratch)
    {
        PackageRequest package = new("grub-pc-bin", "amd64");
        string file = Path.Combine(scratch, "core.img");
        MakeImage("i386-pc", package, file, ["biosdisk", "serial"]);
        byte[] image = File.ReadAllBytes(file);
        byte[] boot = File.ReadAllBytes(Path.Combine(Modules(package, "i386-pc"), "boot.img"));
        if (image.Length > core.Length)
        {
            throw new HostException($"GRUB's core image has {image.Length} octets, and room for {core.Length}");
        }

        // GRUB's boot.h: at 0x5c the sector of the core image; at 0x66 a jump for BIOSes that tell no drive, which
        // on a hard disk is to be nothing.
        long first = core.Offset / DiskLayout.Sector;
        BinaryPrimitives.WriteInt64LittleEndian(boot.AsSpan(0x5c), first);
        boot[0x66] = boot[0x67] = 0x90;

        // At the end of the core's first sector, what it loads: first sector, how many, and the segment, which is set.
        Span<byte> rest = image.AsSpan(DiskLayout.Sector - 12);
        int sectors = (image.Length + DiskLayout.Sector - 1) / DiskLayout.Sector;
        BinaryPrimitives.WriteInt64LittleEndian(rest, first + 1);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], (ushort)(sectors - 1));
        return (boot[..440], image);
    }

    private void MakeImage(string format, PackageRequest package, string output, string[] more) => HostCommand.Must(
        HostTool.Find("grub-mkimage", "grub-common"),
        [
            "-O", format, "-d", Modules(package, format), "-p", "(,gpt1)/" + GrubScript.Folder, "-o", output,
            .. s_modules, .. more,
        ],
        cancelled);

    private string Modules(PackageRequest package, string format) =>
        Path.Combine(packages.Folder(package, cancelled), "usr/lib/grub", format);
}
