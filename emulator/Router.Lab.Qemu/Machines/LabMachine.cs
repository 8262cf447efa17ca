using System;
using System.Collections.Generic;
using System.IO;
using Router.Images.Boards;

namespace Router.Lab.Qemu.Machines;

/// <summary>A board as a lab starts it; what its machine is made of, its <c>board.yaml</c> says.</summary>
public sealed record LabMachine
{
    /// <summary>The name of <see cref="ProcessFile"/>.</summary>
    public const string ProcessFileName = "qemu.pid";

    public required Board Board { get; init; }

    /// <summary>
    /// Where its sockets lie; the caller's, who removes it after the machine. A short path: a Unix socket's holds 107
    /// octets.
    /// </summary>
    public required string Folder { get; init; }

    public required LabBoot Boot { get; init; }

    /// <summary>The image on its disk, which the board writes to; null: no disk.</summary>
    public string? Disk { get; init; }

    /// <summary>What the file of the disk is to QEMU.</summary>
    public string DiskFormat => Disk?.EndsWith("." + OverlayFormat, StringComparison.Ordinal) == true
        ? OverlayFormat
        : "raw";

    /// <summary>QEMU's format of a file that holds what differs from another one.</summary>
    public const string OverlayFormat = "qcow2";

    /// <summary>The board's NICs that have a cable.</summary>
    public IReadOnlyList<WireCard> Cards { get; init; } = [];

    /// <summary>The board's console; the machine does not start before somebody reads it.</summary>
    public string ConsoleSocket => Path.Combine(Folder, "console");

    /// <summary>All that the console has shown; QEMU writes it.</summary>
    public string ConsoleLog => Path.Combine(Folder, "console.log");

    /// <summary>The number of QEMU's process, for whoever finds it left over.</summary>
    public string ProcessFile => Path.Combine(Folder, ProcessFileName);

    /// <summary>QEMU's control line.</summary>
    public string ControlSocket => Path.Combine(Folder, "qmp");

    /// <summary>The lab's end of a cable.</summary>
    public string WireSocket(string card) => Path.Combine(Folder, WirePrefix + card);

    /// <summary>What the names of wires' sockets begin with.</summary>
    public const string WirePrefix = "wire-";
}

/// <summary>A NIC of a board with a cable to the lab.</summary>
/// <param name="Name">As the board's file has it; the cable and the device are <c>wire-NAME</c> and <c>nic-NAME</c> to
/// QEMU.</param>
/// <param name="Mac">As 52:54:00:…</param>
public sealed record WireCard(string Name, string Mac)
{
    /// <summary>What QMP's <c>set_link</c> takes.</summary>
    public string WireId => "wire-" + Name;

    /// <summary>What QMP's <c>device_del</c> takes.</summary>
    public string DeviceId => "nic-" + Name;
}
