using System;
using System.Collections.Generic;
using System.Globalization;

namespace Router.Lab.Qemu.Machines;

/// <summary>The words after <c>qemu-system-x86_64</c>.</summary>
public static class QemuArguments
{
    public const string Program = "qemu-system-x86_64";

    /// <summary>Debian's package with it.</summary>
    public const string Package = "qemu-system-x86";

    // A kernel that is told of fast string instructions copies with them, an octet an instruction where TCG emulates;
    // without, eight.
    internal const string Processor = "max,erms=off,fsrm=off";

    /// <summary>
    /// Always TCG: /dev/kvm may be missing, or there and not work. The first serial line is the kernel's log, the
    /// second takes commands.
    /// </summary>
    public static IReadOnlyList<string> For(MachineOptions machine)
    {
        List<string> words = Machine(machine, "quiet panic=-1");
        words.AddRange(
        [
            "-chardev", $"file,id=log,path={Escaped(machine.ConsoleLog)}", "-serial", "chardev:log",
            "-chardev", $"socket,id=agent,path={Escaped(machine.AgentSocket)},server=on,wait=off",
            "-serial", "chardev:agent",
        ]);
        return words;
    }

    /// <summary>The only serial line is the board's console. It waits for somebody to read it.</summary>
    public static IReadOnlyList<string> ForBoard(MachineOptions machine)
    {
        List<string> words = Machine(machine, "quiet panic=10");
        words.AddRange(
        [
            "-chardev", $"socket,id=console,path={Escaped(machine.AgentSocket)},server=on,wait=on",
            "-serial", "chardev:console",
        ]);
        return words;
    }

    private static List<string> Machine(MachineOptions machine, string kernelWords)
    {
        List<string> words =
        [
            "-machine", "pc,accel=tcg", "-cpu", Processor,
            "-m", machine.MemoryMiB.ToString(CultureInfo.InvariantCulture),
            "-nodefaults", "-display", "none", "-no-reboot",
            "-kernel", machine.Kernel, "-initrd", machine.Initramfs,
            "-append", $"console=ttyS0 {kernelWords} mitigations=off random.trust_cpu=on tsc=reliable",
        ];
        if (machine.CountInstructions)
        {
            words.AddRange(["-icount", "shift=0,align=off,sleep=off"]);
        }

        if (machine.Disk is { } disk)
        {
            words.AddRange(
            [
                "-drive", $"if=none,id=disk0,format=raw,file={Escaped(disk)}", "-device", "virtio-blk-pci,drive=disk0",
            ]);
        }

        for (int i = 0; i < machine.Cards.Count; i++)
        {
            (string tap, string mac) = machine.Cards[i];

            // The guest completes every checksum and cuts every segment itself, so that what crosses the TAP is what
            // would cross a cable: a capture there may be judged by its checksums.
            words.AddRange(
            [
                "-netdev", $"tap,id=card{i},ifname={tap},script=no,downscript=no",
                "-device", $"virtio-net-pci,netdev=card{i},mac={mac},csum=off,gso=off,guest_csum=off,romfile=",
            ]);
        }

        return words;
    }

    // A comma would end the value.
    internal static string Escaped(string path) => path.Replace(",", ",,", StringComparison.Ordinal);
}
