using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Router.Images.Boards;

/// <summary>What loads the kernel, and with it how one of two slots is chosen.</summary>
public sealed record BoardBoot
{
    public BootChain Chain { get; init; }

    /// <summary>What GRUB is installed for.</summary>
    public IReadOnlyList<PcFirmware> Firmware { get; init; } = [];

    /// <summary>Debian's package with <see cref="Files"/>.</summary>
    public string? Package { get; init; }

    /// <summary>Files of the package that the boot partition needs.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Lines of <c>config.txt</c>, beside those that name kernel, device tree and slot.</summary>
    public IReadOnlyList<string> Config { get; init; } = [];

    /// <summary>How a slot is tried once and kept only when it works.</summary>
    public SlotSwitch Slots => Chain switch
    {
        BootChain.Grub => SlotSwitch.GrubEnv,
        BootChain.Rpi => SlotSwitch.TryBoot,
        _ => SlotSwitch.BootCount,
    };
}

/// <summary>What loads the kernel.</summary>
public enum BootChain : byte
{
    [JsonStringEnumMemberName("grub")]
    Grub,

    /// <summary>The Raspberry Pi's own boot loader.</summary>
    [JsonStringEnumMemberName("rpi")]
    Rpi,

    /// <summary>U-Boot that the board has already.</summary>
    [JsonStringEnumMemberName("uboot")]
    Uboot,
}

/// <summary>How a slot is tried once.</summary>
public enum SlotSwitch : byte
{
    /// <summary>A variable in GRUB's environment block, cleared before the slot is tried.</summary>
    [JsonStringEnumMemberName("grubenv")]
    GrubEnv,

    /// <summary><c>tryboot.txt</c> instead of <c>config.txt</c>, once.</summary>
    [JsonStringEnumMemberName("tryboot")]
    TryBoot,

    /// <summary>U-Boot's <c>bootcount</c> and <c>altbootcmd</c>.</summary>
    [JsonStringEnumMemberName("bootcount")]
    BootCount,
}

/// <summary>What a PC starts with.</summary>
public enum PcFirmware : byte
{
    [JsonStringEnumMemberName("uefi")]
    Uefi,
    [JsonStringEnumMemberName("bios")]
    Bios,
}

/// <summary>The partitions.</summary>
public sealed record ImageLayout
{
    /// <summary>The tables at both ends, and the first partition's start at the first MiB.</summary>
    private static readonly ByteSize s_around = ByteSize.FromMiB(2);

    public PartitionTable Table { get; init; }

    public ByteSize Boot { get; init; }

    /// <summary>Each of slot A and slot B.</summary>
    public ByteSize Slot { get; init; }

    public ByteSize Data { get; init; }

    /// <summary>The least disk that holds it all.</summary>
    public ByteSize Total => s_around + Boot + Slot + Slot + Data;
}

public enum PartitionTable : byte
{
    [JsonStringEnumMemberName("gpt")]
    Gpt,
    [JsonStringEnumMemberName("mbr")]
    Mbr,
}

/// <summary>What the image may be written to.</summary>
public sealed record FlashTarget
{
    public IReadOnlyList<FlashMedium> Media { get; init; } = [];

    public ByteSize Smallest { get; init; }
}

public enum FlashMedium : byte
{
    /// <summary>An SD or microSD card.</summary>
    [JsonStringEnumMemberName("sd")]
    Sd,
    [JsonStringEnumMemberName("usb")]
    Usb,

    /// <summary>A disk inside: SATA, NVMe, eMMC.</summary>
    [JsonStringEnumMemberName("disk")]
    Disk,

    /// <summary>A file, for a virtual machine.</summary>
    [JsonStringEnumMemberName("file")]
    File,
}
