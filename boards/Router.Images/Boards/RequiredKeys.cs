using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>What no board is without.</summary>
public static class RequiredKeys
{
    /// <summary>The mapping by its name in <see cref="BoardSections.All"/>, its key, and how it may look.</summary>
    public static IReadOnlyList<(string Section, string Key, string Example)> All { get; } =
    [
        ("board", "name", "name: qemu-x64"),
        ("board", "title", "title: what a person calls the board"),
        ("board", "arch", "arch: amd64 or arm64"),
        ("board", "memory", "memory: 512MiB"),
        ("board", "kernel", "kernel: { package: linux-image-arm64 }"),
        ("board", "consoles", "consoles: [tty0, ttyS0]"),
        ("board", "nics", "nics: [{ name: eth0, driver: [virtio_net] }]"),
        ("board", "boot", "boot: { chain: grub, firmware: [uefi] }"),
        ("board", "image", "image: { table: gpt, boot: 64MiB, slot: 96MiB, data: 32MiB }"),
        ("board", "flash", "flash: { media: [sd], smallest: 1GiB }"),
        ("board", "qemu", "qemu: { machine: none, reason: why }"),
        ("kernel", "package", "package: linux-image-arm64"),
        ("nic", "name", "name: eth0"),
        ("nic", "driver", "driver: [virtio_net]"),
        ("watchdog", "driver", "driver: [softdog]"),
        ("boot", "chain", "chain: grub, rpi or uboot"),
        ("image", "table", "table: gpt or mbr"),
        ("image", "boot", "boot: 64MiB"),
        ("image", "slot", "slot: 96MiB"),
        ("image", "data", "data: 32MiB"),
        ("flash", "media", "media: [sd]"),
        ("flash", "smallest", "smallest: 1GiB"),
        ("qemu", "machine", "machine: virt, or none"),
        ("machineNic", "device", "device: virtio-net-pci"),
    ];

    internal static void Check(YamlMapping board, ConfigReport report)
    {
        Check("board", string.Empty, board, report);
        foreach (string section in new[] { "kernel", "watchdog", "boot", "image", "flash", "qemu" })
        {
            Check(section, section + ": ", board.GetMapping(section), report);
        }

        Check("machineNic", "qemu: nic: ", board.GetMapping("qemu")?.GetMapping("nic"), report);
        int number = 0;
        foreach (YamlNode item in (board.Get("nics") as YamlSequence)?.Items ?? [])
        {
            number++;
            Check("nic", $"nic {(item as YamlMapping)?.GetText("name") ?? $"{number}"}: ", item as YamlMapping, report);
        }
    }

    private static void Check(string section, string path, YamlMapping? mapping, ConfigReport report)
    {
        if (mapping is null)
        {
            return;
        }

        foreach ((_, string key, string example) in
            All.Where(required => required.Section == section && mapping.Get(required.Key) is null))
        {
            report.Error(mapping, $"{path}'{key}' is missing", example);
        }
    }
}
