using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Router.Images.Boards;

/// <summary>The board in QEMU.</summary>
public sealed record BoardMachine
{
    /// <summary>What stands for no machine.</summary>
    public const string None = "none";

    /// <summary>As <c>-M help</c> lists it, or <see cref="None"/>.</summary>
    public string Machine { get; init; } = None;

    /// <summary>Why there is none: a lab that asks for such a board repeats it.</summary>
    public string? Reason { get; init; }

    /// <summary>How the machine differs from the board; null: not that it mattered.</summary>
    public string? Note { get; init; }

    /// <summary>Null: the machine's own.</summary>
    public string? Cpu { get; init; }

    /// <summary>The board's, unless said.</summary>
    public ByteSize Memory { get; init; }

    public MachineNics? Nic { get; init; }

    public MachineDisk Disk { get; init; }

    /// <summary>Which <c>-drive if=sd,index=</c> is the board's card.</summary>
    public int DiskIndex { get; init; }

    /// <summary>Which <c>-serial</c> is the board's last serial console.</summary>
    public int Serial { get; init; }

    /// <summary>What is changed in the device tree for QEMU alone, after the image's own changes.</summary>
    public IReadOnlyList<DeviceTreeValue> DeviceTree { get; init; } = [];

    /// <summary>What the kernel is told in QEMU beside what it is told on the board.</summary>
    public string Cmdline { get; init; } = string.Empty;

    /// <summary>More <c>-device</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>
    /// What <c>boot: full</c> does, the first unless a lab says which. Empty: the board cannot.
    /// </summary>
    public IReadOnlyList<FullBoot> Full { get; init; } = [];

    public bool Exists => Machine != None;

    /// <summary>As labs name them: <c>fast</c> passes kernel, initramfs and device tree to QEMU.</summary>
    public IEnumerable<string> Profiles =>
        !Exists ? [] : Full.Count == 0 ? ["fast"] : ["fast", "full"];

    /// <summary>QEMU's program for the board's architecture.</summary>
    public static string ProgramFor(BoardArchitecture arch) => arch == BoardArchitecture.Arm64
        ? "qemu-system-aarch64"
        : "qemu-system-x86_64";
}

/// <summary>How the flashed image starts in QEMU.</summary>
public enum FullBoot : byte
{
    /// <summary>The disk as it is, from UEFI.</summary>
    [JsonStringEnumMemberName("uefi")]
    Uefi,

    /// <summary>The disk as it is, from SeaBIOS.</summary>
    [JsonStringEnumMemberName("bios")]
    Bios,

    /// <summary>QEMU has nothing that boots the card: kernel, device tree and initramfs are taken out of the image.
    /// </summary>
    [JsonStringEnumMemberName("extract")]
    Extract,
}

public enum MachineDisk : byte
{
    [JsonStringEnumMemberName("virtio-blk")]
    VirtioBlk,
    [JsonStringEnumMemberName("sd")]
    Sd,
}

/// <summary>NICs of the machine.</summary>
public sealed record MachineNics
{
    /// <summary>What stands for NICs that the machine has soldered on.</summary>
    public const string Onboard = "onboard";

    private static readonly (string Device, string Driver)[] s_drivers =
    [
        ("virtio-net-pci", "virtio_net"), ("virtio-net-device", "virtio_net"), ("e1000e", "e1000e"), ("igb", "igb"),
        ("usb-net", "cdc_ether"),
    ];

    /// <summary>As <c>-device help</c> lists it, or <see cref="Onboard"/>: <c>-net nic</c> connects them.</summary>
    public string Device { get; init; } = string.Empty;

    public CarrierLoss Carrier { get; init; }

    /// <summary>The board's interfaces that the machine has; all of them unless said.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How many soldered ones come before the first of ours, and stay empty.</summary>
    public int Skip { get; init; }

    /// <summary>The Linux driver of a device of QEMU, or null for one that this does not know.</summary>
    public static string? DriverOf(string device) =>
        s_drivers.FirstOrDefault(entry => entry.Device == device).Driver;
}

/// <summary>What a link that goes down in the lab is on the machine.</summary>
public enum CarrierLoss : byte
{
    /// <summary>QMP's <c>set_link</c>: the board sees its carrier go.</summary>
    [JsonStringEnumMemberName("set_link")]
    SetLink,

    /// <summary>The device cannot show it: it is unplugged, and plugged in again.</summary>
    [JsonStringEnumMemberName("unplug")]
    Unplug,
}
