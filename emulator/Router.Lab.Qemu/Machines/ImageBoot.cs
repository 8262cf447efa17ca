using System.Globalization;
using System.IO;
using System.Numerics;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Build;
using Router.Images.Host;
using Router.Images.Reading;
using Router.Lab.Qemu.Host;
using Router.Slots;

namespace Router.Lab.Qemu.Machines;

/// <summary>
/// <c>boot: full</c>: an image as it would be flashed, over which the machine writes into a file of its own.
/// </summary>
public static class ImageBoot
{
    // Debian's places: with room for Secure Boot's variables (4M) and without.
    private static readonly (string Code, string Variables)[] s_x64 =
    [
        ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
        ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ];

    private static readonly (string Code, string Variables)[] s_arm64 =
        [("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd")];

    /// <summary>How the board comes to its kernel.</summary>
    /// <param name="folder">Takes what the machine needs beside the image; the caller's.</param>
    /// <exception cref="HostException">The image is not what it should be, or a firmware is missing.</exception>
    public static LabBoot Prepare(
        Board board, string image, FullBoot full, string folder, CancellationToken stop = default)
    {
        switch (full)
        {
            case FullBoot.Bios:
                return new BiosBoot();
            case FullBoot.Uefi:
                (string code, string variables) = Firmware(board.Arch);
                string own = Path.Combine(folder, "uefi-variables");
                if (!File.Exists(own))
                {
                    File.Copy(variables, own);
                }

                return new UefiBoot(code, own);
            default:
                return Extract(board, image, folder, stop);
        }
    }

    /// <summary>A disk that has the image on it, and takes what the board writes; the image stays as it is.</summary>
    public static string Overlay(Board board, string image, string folder, CancellationToken stop = default)
    {
        string overlay = Path.Combine(folder, "disk.qcow2");
        long size = new FileInfo(image).Length;

        // QEMU takes SD cards whose size is a power of two only.
        size = board.Qemu.Disk == MachineDisk.Sd ? (long)BitOperations.RoundUpToPowerOf2((ulong)size) : size;
        HostCommand.Must(HostTool.Find("qemu-img", "qemu-utils"),
            [
                "create", "-q", "-f", LabMachine.OverlayFormat, "-F", "raw", "-b", Path.GetFullPath(image), overlay,
                size.ToString(CultureInfo.InvariantCulture),
            ],
            stop);
        return overlay;
    }

    /// <summary>What the kernel is told in QEMU.</summary>
    public static string CommandLine(Board board, string onBoard) =>
        board.Qemu.Cmdline.Length > 0 ? $"{onBoard} {board.Qemu.Cmdline}" : onBoard;

    private static KernelBoot Extract(Board board, string image, string folder, CancellationToken stop)
    {
        using ImageReader reader = ImageReader.Open(image);
        string Take(string name)
        {
            string file = Path.Combine(folder, name);
            File.WriteAllBytes(file, reader.Extract(ImagePart.SlotA, name, stop));
            return file;
        }

        string tree = Take(SlotFiles.DeviceTreeName);
        DeviceTreePatch.Apply(tree, tree + ".qemu", board.Qemu.DeviceTree, stop);
        string line = File.ReadAllText(Take("cmdline.txt")).Trim();
        return new KernelBoot(Take(SlotFiles.KernelName), Take(SlotFiles.InitramfsName),
            CommandLine(board, line), tree + ".qemu");
    }

    private static (string Code, string Variables) Firmware(BoardArchitecture arch)
    {
        bool isArm = arch == BoardArchitecture.Arm64;
        foreach ((string code, string variables) in isArm ? s_arm64 : s_x64)
        {
            if (File.Exists(code) && File.Exists(variables))
            {
                return (code, variables);
            }
        }

        throw new LabQemuException(
            $"UEFI for QEMU is missing: apt-get install {(isArm ? "qemu-efi-aarch64" : "ovmf")}");
    }
}
