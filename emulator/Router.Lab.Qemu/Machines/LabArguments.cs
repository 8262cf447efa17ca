using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Images.Boards;
using Router.Images.Host;
using Router.Lab.Qemu.Host;
using MachineSection = Router.Images.Boards.BoardMachine;

namespace Router.Lab.Qemu.Machines;

/// <summary>The words after QEMU's program for a board, from the <c>qemu</c> section of its file.</summary>
public static class LabArguments
{
    /// <summary>Always TCG, as <see cref="QemuArguments"/>.</summary>
    /// <exception cref="LabQemuException">QEMU has no such board, or it has no such NIC.</exception>
    public static IReadOnlyList<string> For(LabMachine machine)
    {
        MachineSection qemu = machine.Board.Qemu;
        if (!qemu.Exists)
        {
            throw new LabQemuException($"board {machine.Board.Name} has no machine: {qemu.Reason}");
        }

        // Without -no-reboot: a board that resets starts again.
        List<string> words =
        [
            "-machine", qemu.Machine + ",accel=tcg", "-m", Text(qemu.Memory.MiB) + "M", "-nodefaults",
            "-display", "none",
        ];
        if (Processor(machine.Board) is { } cpu)
        {
            words.AddRange(["-cpu", cpu]);
        }

        AddLines(words, machine);
        AddBoot(words, machine.Boot);
        AddDisk(words, machine);
        AddCards(words, machine);
        foreach (string device in qemu.Devices)
        {
            words.AddRange(["-device", device]);
        }

        return words;
    }

    /// <summary>QEMU's program for boards of an architecture.</summary>
    /// <exception cref="LabQemuException">It is not installed.</exception>
    public static string ProgramFor(BoardArchitecture arch) => HostTool.Find(
        MachineSection.ProgramFor(arch),
        arch == BoardArchitecture.Arm64 ? "qemu-system-arm" : QemuArguments.Package);

    // The x86-64 that QEMU emulates unless told is older than the firmware's code needs.
    private static string? Processor(Board board) =>
        board.Qemu.Cpu ?? (board.Arch == BoardArchitecture.Amd64 ? QemuArguments.Processor : null);

    private static void AddLines(List<string> words, LabMachine machine)
    {
        for (int i = 0; i < machine.Board.Qemu.Serial; i++)
        {
            words.AddRange(["-serial", "null"]);
        }

        words.AddRange(
        [
            "-chardev",
            $"socket,id=console,path={Escaped(machine.ConsoleSocket)},server=on,wait=on,"
            + $"logfile={Escaped(machine.ConsoleLog)}",
            "-serial", "chardev:console",
            "-chardev", $"socket,id=qmp,path={Escaped(machine.ControlSocket)},server=on,wait=off",
            "-mon", "chardev=qmp,mode=control", "-pidfile", machine.ProcessFile,
        ]);
    }

    private static void AddBoot(List<string> words, LabBoot boot)
    {
        switch (boot)
        {
            case KernelBoot(var kernel, var initramfs, var commandLine, var deviceTree):
                words.AddRange(["-kernel", kernel, "-initrd", initramfs, "-append", commandLine]);
                if (deviceTree is not null)
                {
                    words.AddRange(["-dtb", deviceTree]);
                }

                break;
            case UefiBoot(var code, var variables):
                words.AddRange(
                [
                    "-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={Escaped(code)}",
                    "-drive", $"if=pflash,unit=1,format=raw,file={Escaped(variables)}",
                ]);
                break;
        }
    }

    private static void AddDisk(List<string> words, LabMachine machine)
    {
        if (machine.Disk is null)
        {
            return;
        }

        string file = $"format={machine.DiskFormat},file={Escaped(machine.Disk)}";
        MachineSection qemu = machine.Board.Qemu;
        if (qemu.Disk == MachineDisk.Sd)
        {
            words.AddRange(["-drive", $"if=sd,index={Text(qemu.DiskIndex)},{file}"]);
            return;
        }

        words.AddRange(["-drive", "if=none,id=disk," + file, "-device", "virtio-blk-pci,drive=disk,bootindex=0"]);
    }

    // Boards count NICs by their place: those before one with a cable are there too, with nothing plugged in.
    private static void AddCards(List<string> words, LabMachine machine)
    {
        Board board = machine.Board;
        MachineNics nics = board.Qemu.Nic!;
        string[] names = [.. nics.Names.Count > 0 ? nics.Names : board.Nics.Select(static nic => nic.Name)];
        if (machine.Cards.FirstOrDefault(card => !names.Contains(card.Name)) is { } unknown)
        {
            throw new LabQemuException(
                $"board {board.Name} has no NIC {unknown.Name} in QEMU; it has {string.Join(", ", names)}");
        }

        WireCard?[] places = [.. names.Select(name => machine.Cards.SingleOrDefault(card => card.Name == name))];
        int count = Array.FindLastIndex(places, static card => card is not null) + 1;
        bool onboard = nics.Device == MachineNics.Onboard;
        for (int i = 0; i < nics.Skip && count > 0; i++)
        {
            words.AddRange(["-net", "nic"]);
        }

        for (int i = 0; i < count; i++)
        {
            if (places[i] is { } card)
            {
                words.AddRange(
                [
                    "-netdev",
                    $"stream,id={card.WireId},server=on,addr.type=unix,"
                    + $"addr.path={Escaped(machine.WireSocket(card.Name))}",
                ]);
            }

            words.AddRange(onboard ? ["-net", Onboard(places[i])] : ["-device", Device(nics.Device, places[i])]);
        }
    }

    private static string Onboard(WireCard? card) =>
        card is null ? "nic" : $"nic,netdev={card.WireId},macaddr={card.Mac}";

    private static string Device(string driver, WireCard? card)
    {
        string plug = card is null ? string.Empty : $",id={card.DeviceId},netdev={card.WireId},mac={card.Mac}";

        // Without checksum and segmentation left to the host: what crosses the wire is what would cross a cable.
        string offload = MachineNics.DriverOf(driver) == "virtio_net"
            ? ",csum=off,gso=off,guest_csum=off"
            : string.Empty;

        // No firmware of a NIC's own: the board is not to boot from the network. USB has none.
        string rom = driver is "usb-net" or "virtio-net-device" ? string.Empty : ",romfile=";
        return driver + plug + offload + rom;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string path) => QemuArguments.Escaped(path);
}
