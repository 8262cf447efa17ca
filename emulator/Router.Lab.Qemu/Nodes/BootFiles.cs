using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;

namespace Router.Lab.Qemu.Nodes;

/// <summary>
/// What a machine boots, as a small file in its folder: one process prepares it, another one switches the machine on.
/// </summary>
/// <param name="Boot">How it comes to its kernel.</param>
/// <param name="Disk">Its disk; null: none.</param>
internal sealed record BootFiles(LabBoot Boot, string? Disk)
{
    private const string Name = "boot";

    public LabMachine Apply(LabMachine machine) => machine with { Boot = Boot, Disk = Disk };

    public void Write(string folder)
    {
        IEnumerable<(string Key, string? Value)> lines = Boot switch
        {
            KernelBoot kernel =>
            [
                ("kernel", kernel.Kernel), ("initramfs", kernel.Initramfs), ("cmdline", kernel.CommandLine),
                ("dtb", kernel.DeviceTree),
            ],
            UefiBoot uefi => [("code", uefi.Code), ("variables", uefi.Variables)],
            _ => [],
        };
        File.WriteAllLines(Path.Combine(folder, Name), lines.Append(("disk", Disk))
            .Where(static line => line.Item2 is not null).Select(static line => $"{line.Item1}={line.Item2}"));
    }

    /// <exception cref="LabQemuException">Nothing was prepared there.</exception>
    public static BootFiles Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new LabQemuException($"{path} is missing: the machine has not been prepared; start the lab again");
        }

        Dictionary<string, string> lines = File.ReadAllLines(path).Select(static line => line.Split('=', 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1]);
        LabBoot boot = lines.TryGetValue("kernel", out string? kernel)
            ? new KernelBoot(kernel, lines["initramfs"], lines["cmdline"], lines.GetValueOrDefault("dtb"))
            : lines.TryGetValue("code", out string? code) ? new UefiBoot(code, lines["variables"]) : new BiosBoot();
        return new BootFiles(boot, lines.GetValueOrDefault("disk"));
    }
}
