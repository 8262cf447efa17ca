namespace Router.Lab.Qemu.Machines;

/// <summary>How a board comes to its kernel.</summary>
public abstract record LabBoot;

/// <summary>QEMU loads it: <c>boot: fast</c>, and <c>full</c> where it is extracted from the image.</summary>
/// <param name="Kernel">Its file.</param>
/// <param name="Initramfs">The first root file system's file.</param>
/// <param name="CommandLine">What the kernel is told.</param>
/// <param name="DeviceTree">The device tree's file; null: the machine tells.</param>
public sealed record KernelBoot(string Kernel, string Initramfs, string CommandLine, string? DeviceTree = null)
    : LabBoot;

/// <summary>The disk as it is, from SeaBIOS, which QEMU has.</summary>
public sealed record BiosBoot : LabBoot;

/// <summary>The disk as it is, from UEFI.</summary>
/// <param name="Code">The firmware's file, for all machines.</param>
/// <param name="Variables">The file of this machine's variables, which it writes to.</param>
public sealed record UefiBoot(string Code, string Variables) : LabBoot;
