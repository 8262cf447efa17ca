using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>Kinds of values that only a board's file holds.</summary>
public static partial class BoardFormats
{
    private const int LongestTitle = 80;

    public static ValueFormat<string> Name { get; } = Matching(NamePattern(),
        "a name of small letters, digits and '-', such as qemu-x64");

    public static ValueFormat<string> Title { get; } = new(
        FormattableString.Invariant($"one line of 1 to {LongestTitle} characters"),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length is > 0 and <= LongestTitle && !text.Contains('\n', StringComparison.Ordinal);
        });

    /// <summary>One line, for a person or for a kernel.</summary>
    public static ValueFormat<string> Line { get; } = new("one line of text",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Trim().Length > 0 && text.AsSpan().IndexOfAny('\n', '\r') < 0;
        });

    public static ValueFormat<ByteSize> Size { get; } = new("a size such as 64MiB or 1GiB",
        (string text, out ByteSize value) => ByteSize.TryParse(text, out value));

    /// <summary>Partitions start and end at whole MiB.</summary>
    public static ValueFormat<ByteSize> Partition { get; } = new("a size in whole MiB such as 64MiB",
        (string text, out ByteSize value) =>
            ByteSize.TryParse(text, out value) && ByteSize.FromMiB(value.MiB) == value);

    public static ValueFormat<BoardArchitecture> Arch { get; } =
        Formats.Word(("amd64", BoardArchitecture.Amd64), ("arm64", BoardArchitecture.Arm64));

    /// <summary>Debian Policy §5.6.7.</summary>
    public static ValueFormat<string> Package { get; } = Matching(PackagePattern(),
        "the name of a Debian package such as linux-image-arm64");

    public static ValueFormat<string> Dtb { get; } = Matching(DtbPattern(),
        "a path in the kernel's package such as broadcom/bcm2711-rpi-4-b.dtb");

    public static ValueFormat<string> File { get; } = Matching(FilePattern(), "a file's name such as start4.elf");

    /// <summary>Linux: the names of <c>console=</c>.</summary>
    public static ValueFormat<string> Console { get; } = Matching(ConsolePattern(),
        "a console such as tty0, ttyS0, ttyAMA0, ttyPS0 or hvc0");

    public static ValueFormat<string> Module { get; } = Matching(ModulePattern(),
        "the name of a kernel module such as virtio_net");

    public static ValueFormat<string> BusPath { get; } = Matching(BusPathPattern(),
        "a device on its bus such as 0000:03:00.0, 1-1.1:1.0 or spi0.0");

    public static ValueFormat<int> Index { get; } = Formats.Integer(0, 63);

    /// <summary>Seconds: the kernel's watchdogs know no less.</summary>
    public static ValueFormat<int> Timeout { get; } = new("seconds from 5s to 300s",
        (string text, out int value) =>
        {
            value = 0;
            return text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None,
                CultureInfo.InvariantCulture, out value) && value is >= 5 and <= 300;
        });

    public static ValueFormat<BootChain> Chain { get; } =
        Formats.Word(("grub", BootChain.Grub), ("rpi", BootChain.Rpi), ("uboot", BootChain.Uboot));

    public static ValueFormat<PcFirmware> Firmware { get; } =
        Formats.Word(("uefi", PcFirmware.Uefi), ("bios", PcFirmware.Bios));

    public static ValueFormat<PartitionTable> Table { get; } =
        Formats.Word(("gpt", PartitionTable.Gpt), ("mbr", PartitionTable.Mbr));

    public static ValueFormat<FlashMedium> Medium { get; } = Formats.Word(("sd", FlashMedium.Sd),
        ("usb", FlashMedium.Usb), ("disk", FlashMedium.Disk), ("file", FlashMedium.File));

    public static ValueFormat<string> Machine { get; } = Matching(MachinePattern(),
        "a machine as QEMU's -M help lists it, or none");

    public static ValueFormat<string> Device { get; } = Matching(DevicePattern(),
        "a device as QEMU's -device help lists it, such as virtio-net-pci");

    public static ValueFormat<CarrierLoss> Carrier { get; } =
        Formats.Word(("set_link", CarrierLoss.SetLink), ("unplug", CarrierLoss.Unplug));

    public static ValueFormat<MachineDisk> Disk { get; } =
        Formats.Word(("virtio-blk", MachineDisk.VirtioBlk), ("sd", MachineDisk.Sd));

    public static ValueFormat<FullBoot> Full { get; } =
        Formats.Word(("uefi", FullBoot.Uefi), ("bios", FullBoot.Bios), ("extract", FullBoot.Extract));

    private static ValueFormat<string> Matching(Regex pattern, string expected) => new(expected,
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return pattern.IsMatch(text);
        });

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,30}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]{1,99}\z")]
    private static partial Regex PackagePattern();

    [GeneratedRegex(@"\A([A-Za-z0-9][A-Za-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*\.dtb\z")]
    private static partial Regex DtbPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"\A(tty0|(ttyS|ttyAMA|ttyPS|hvc)[0-9])\z")]
    private static partial Regex ConsolePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,55}\z")]
    private static partial Regex ModulePattern();

    [GeneratedRegex(@"\A([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|[0-9]+-[0-9.]+:[0-9.]+|spi[0-9]\.[0-9])\z")]
    private static partial Regex BusPathPattern();

    [GeneratedRegex(@"\A[a-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex MachinePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._,=-]*\z")]
    private static partial Regex DevicePattern();
}
