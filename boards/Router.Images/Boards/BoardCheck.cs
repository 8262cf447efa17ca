using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>What the values of a board mean together. Each rule is one that an image or a lab relies on.</summary>
internal sealed class BoardCheck(YamlMapping mapping, Board board, ConfigReport report)
{
    /// <param name="folder">Where the file lies; null where that says nothing.</param>
    public void Run(string? folder)
    {
        if (folder is not null && folder != board.Name)
        {
            Error($"the board is called '{board.Name}' in the folder '{folder}'", $"name: {folder}", "name");
        }

        Some(board.Consoles.Count, "consoles");
        Once(board.Consoles, "consoles");

        // The kernel takes both for one.
        Once([.. board.Modules.Select(static module => module.Replace('-', '_'))], "modules");
        CheckNics();
        if (board.Watchdog is { } watchdog)
        {
            Some(watchdog.Driver.Count, "watchdog", "driver");
            CheckLoaded(watchdog.Driver, "watchdog", "driver");
        }

        CheckBoot();
        CheckImage();
        new MachineCheck(board, Error).Run();
    }

    private void CheckNics()
    {
        Some(board.Nics.Count, "nics");
        Once([.. board.Nics.Select(static nic => nic.Name)], "nics");
        var places = new HashSet<string>();
        for (int i = 0; i < board.Nics.Count; i++)
        {
            BoardNic nic = board.Nics[i];
            Some(nic.Driver.Count, "nics", i, "driver");
            if (nic.Path is not null && Node("nics", i, "index") is { } index && index != Node("nics", i))
            {
                Error($"nic {nic.Name}: 'index' beside 'path'", "one of them", "nics", i, "index");
            }

            if (!nic.IsSpi)
            {
                CheckLoaded(nic.Driver, "nics", i, "driver");
            }

            IEnumerable<string> ways = nic.Path is null ? nic.Driver.Select(d => $"{d} {nic.Index}") : [nic.Path];
            foreach (string way in ways.Where(way => !places.Add(way)))
            {
                Error($"nic {nic.Name}: another NIC is '{way}' already", "each NIC found in a way of its own",
                    "nics", i, nic.Path is null ? "index" : "path");
            }
        }
    }

    private void CheckBoot()
    {
        BoardBoot boot = board.Boot;
        bool isGrub = boot.Chain == BootChain.Grub;
        if (isGrub != boot.Firmware.Count > 0)
        {
            Error(isGrub ? "GRUB for no firmware" : "'firmware' without GRUB",
                isGrub ? "firmware: [uefi], [bios] or both" : "it with chain: grub alone", "boot", "firmware");
        }

        if (board.Arch == BoardArchitecture.Arm64 && boot.Firmware.Contains(PcFirmware.Bios))
        {
            Error("arm64 has no BIOS", "firmware: [uefi]", "boot", "firmware");
        }

        if (!isGrub && board.Kernel.Dtb is null)
        {
            Error("this boot chain hands over a device tree, and there is none", "dtb: broadcom/bcm2711-rpi-4-b.dtb",
                "kernel", "dtb");
        }

        if (board.Kernel.DeviceTree.Count > 0 && board.Kernel.Dtb is null)
        {
            Error("'deviceTree' without 'dtb'", "a dtb to change", "kernel", "deviceTree");
        }

        if (!board.Kernel.Package.EndsWith("-" + ArchName, StringComparison.Ordinal))
        {
            Error($"kernel: {board.Kernel.Package} is not for {ArchName}", $"a package whose name ends in -{ArchName}",
                "kernel", "package");
        }

        if ((boot.Files.Count > 0) != (boot.Package is not null))
        {
            Error(boot.Package is null ? "'files' of no package" : $"no 'files' of {boot.Package}",
                "package and files together", "boot", boot.Package is null ? "files" : "package");
        }

        if (boot.Chain != BootChain.Rpi && boot.Config.Count > 0)
        {
            Error("'config' without a Raspberry Pi", "it with chain: rpi alone", "boot", "config");
        }

        Once(boot.Files, "boot", "files");
        Once(boot.Firmware, "boot", "firmware");
    }

    private void CheckImage()
    {
        // Its ROM reads no GPT, and U-Boot's distro boot prefers the active partition of an MBR.
        if (board.Boot.Chain == BootChain.Rpi && board.Image.Table != PartitionTable.Mbr)
        {
            Error("a Raspberry Pi 3 boots from no GPT", "table: mbr", "image", "table");
        }

        if (board.Image.Total > board.Flash.Smallest)
        {
            Error($"the image takes {board.Image.Total}, more than the smallest medium ({board.Flash.Smallest})",
                "a greater 'smallest', or smaller partitions", "flash", "smallest");
        }

        Some(board.Flash.Media.Count, "flash", "media");
        Once(board.Flash.Media, "flash", "media");
    }

    private string ArchName => board.Arch == BoardArchitecture.Arm64 ? "arm64" : "amd64";

    // A driver that nobody loads finds nothing.
    private void CheckLoaded(IReadOnlyList<string> drivers, params object[] path)
    {
        for (int i = 0; i < drivers.Count; i++)
        {
            if (!board.Modules.Contains(drivers[i]))
            {
                string? meant = Spelling.Closest(drivers[i], board.Modules);
                Error($"'{drivers[i]}' is not in 'modules'" + (meant is null ? "" : $", did you mean '{meant}'?"),
                    "a driver that 'modules' loads", [.. path, i]);
            }
        }
    }

    private void Some(int count, params object[] path)
    {
        if (count == 0)
        {
            Error($"'{path[^1]}' is an empty list", "at least one", path);
        }
    }

    private void Once<T>(IReadOnlyList<T> values, params object[] path)
        where T : notnull
    {
        for (int i = 1; i < values.Count; i++)
        {
            if (values.Take(i).Contains(values[i]))
            {
                Error($"'{Word(values[i])}' stands twice", "each once", [.. path, i]);
            }
        }
    }

    // Words of the file are small where our names of them are not.
    private static string Word<T>(T value)
        where T : notnull =>
        value is Enum word ? word.ToString().ToLowerInvariant() : $"{value}";

    private void Error(string message, string expected, params object[] path) =>
        report.Error(Node(path), message, expected);

    // The node itself, or the nearest around it that is there.
    private YamlNode Node(params object[] path)
    {
        YamlNode node = mapping;
        foreach (object step in path)
        {
            YamlNode? next = (step, node) switch
            {
                (string key, YamlMapping map) => map.Get(key),
                (int index, YamlSequence list) => list.Items[index],
                _ => null,
            };
            if (next is null)
            {
                return node;
            }

            node = next;
        }

        return node;
    }
}
