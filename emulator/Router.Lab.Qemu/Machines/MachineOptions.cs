using System.Collections.Generic;
using System.IO;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Machines;

/// <summary>What a machine is made of.</summary>
public sealed record MachineOptions
{
    /// <summary>Debian's kernel without drivers for hardware: small, and it boots in seconds.</summary>
    public const string KernelPackage = "linux-image-cloud-amd64";

    /// <summary>
    /// Where its sockets and logs lie; the caller's, who removes it after the machine. A short path: a Unix socket's
    /// holds 107 octets.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The kernel's file.</summary>
    public required string Kernel { get; init; }

    /// <summary>The first root file system's file.</summary>
    public required string Initramfs { get; init; }

    /// <summary>Octets of memory, in MiB.</summary>
    public int MemoryMiB { get; init; } = 192;

    /// <summary>
    /// The machine's clock counts its instructions, one a nanosecond, and leaps to the next timer when it idles: the
    /// same program takes the same time whatever the host is busy with. Else it is the host's clock.
    /// </summary>
    public bool CountInstructions { get; init; }

    /// <summary>Its NICs, in the order in which the guest finds them.</summary>
    public IReadOnlyList<TapCard> Cards { get; init; } = [];

    /// <summary>The file of its virtio disk, octet by octet; null: it has none.</summary>
    public string? Disk { get; init; }

    /// <summary>Words before the command, such as <c>ip netns exec NAME</c>; none: it runs where this program does.
    /// </summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    internal string ConsoleLog => Path.Combine(Folder, "console");

    internal string AgentSocket => Path.Combine(Folder, "agent");

    /// <summary>The kernel in a package's folder.</summary>
    public static string KernelIn(string packageFolder)
    {
        string boot = Path.Combine(packageFolder, "boot");
        return Directory.Exists(boot) && Directory.GetFiles(boot, "vmlinuz-*") is [string kernel, ..]
            ? kernel
            : throw new LabQemuException($"no kernel in {boot}: remove {packageFolder}, and it is fetched again");
    }
}
