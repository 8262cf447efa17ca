using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Images.Boards;
using Router.Images.Host;
using Router.Tests.Lab;

namespace Router.Tests.Images;

/// <summary>Each shipped board beside what Linux, Debian and QEMU have.</summary>
public sealed class ShippedBoardTests
{
    private static readonly string[] s_asked =
        ["pc-x64", "qemu-arm64", "qemu-x64", "rpi-zero2w", "rpi3b", "rpi4", "zcu102"];

    /// <summary>
    /// <c>qemu-system-aarch64 -M help</c> of Debian's qemu-system-arm 1:7.2+dfsg-7+deb12u18, its boards of 64 bits
    /// without versions. QEMU 7.2, hw/arm/raspi.c: raspi3ap and raspi3b; there is no raspi4b.
    /// </summary>
    private static readonly string[] s_arm64Machines =
        ["raspi3ap", "raspi3b", "sbsa-ref", "virt", "xlnx-versal-virt", "xlnx-zcu102"];

    /// <summary><c>-M virt -device help</c> of the same.</summary>
    private static readonly string[] s_arm64Devices = ["i6300esb", "usb-net", "virtio-blk-pci", "virtio-net-pci"];

    private static IEnumerable<string> Files => ShippedBoards.Files;

    private static IEnumerable<string> OfPcs =>
        Files.Where(static path => ShippedBoards.Board(path).Arch == BoardArchitecture.Amd64);

    [Test]
    public void The_issues_boards_are_shipped() =>
        Assert.That(Files, Is.EqualTo(s_asked.Select(static name => $"boards/{name}/board.yaml")));

    [Test]
    public void What_is_shipped_is_what_lies_in_the_source() =>
        Assert.That(
            BoardCatalog.In(Path.Combine(LabText.Root, "boards")).Select(static file => file.Text),
            Is.EqualTo(Files.Select(ShippedBoards.Text)));

    [TestCaseSource(nameof(Files))]
    public void A_board_is_consistent(string path)
    {
        Board board = ShippedBoards.Board(path);
        Assert.Multiple(() =>
        {
            Assert.That(path, Is.EqualTo($"boards/{board.Name}/board.yaml"));
            Assert.That(board.Nics.Select(static nic => nic.Name), Is.Unique);

            // Linux: IFNAMSIZ is 16 with the zero at the end.
            Assert.That(board.Nics.Select(static nic => nic.Name.Length), Is.All.InRange(1, 15));
            Assert.That(board.Nics[0].Name, Is.EqualTo("eth0"));
            Assert.That(board.Modules, Is.SupersetOf(new[] { "vfat", "ext4" }), "of boot and slots");

            // Debian's kernels: CONFIG_FAT_DEFAULT_CODEPAGE=437, CONFIG_FAT_DEFAULT_IOCHARSET="ascii".
            Assert.That(board.Modules, Is.SupersetOf(new[] { "nls_cp437", "nls_ascii" }));
            Assert.That(
                2 + board.Image.Boot.MiB + (2 * board.Image.Slot.MiB) + board.Image.Data.MiB,
                Is.LessThanOrEqualTo(board.Flash.Smallest.MiB));

            // Debian's arm64 kernel is 32 MiB, and not compressed; amd64's is 8 MiB, the cloud's 14 MiB.
            Assert.That(board.Image.Slot.MiB, Is.GreaterThanOrEqualTo(board.Arch == BoardArchitecture.Arm64 ? 64 : 32));
            Assert.That(board.Watchdog, Is.Not.Null);
        });
    }

    [TestCaseSource(nameof(Files))]
    public void A_board_speaks_where_its_hardware_does(string path)
    {
        // The stdout-path of each device tree: the 8250 of the Pi's header is serial1 there, the ZCU102's first UART
        // serial0. A PC has ttyS0, and QEMU's virt a PL011.
        Dictionary<string, string> serial = new()
        {
            ["pc-x64"] = "ttyS0",
            ["qemu-x64"] = "ttyS0",
            ["qemu-arm64"] = "ttyAMA0",
            ["rpi3b"] = "ttyS1",
            ["rpi4"] = "ttyS1",
            ["rpi-zero2w"] = "ttyS1",
            ["zcu102"] = "ttyPS0",
        };
        Board board = ShippedBoards.Board(path);
        Assert.That(board.Consoles[^1], Is.EqualTo(serial[board.Name]), "the last is /dev/console");
        Assert.That(board.Consoles.Contains("tty0"), Is.EqualTo(board.Name is "pc-x64" or "rpi3b" or "rpi4"
            or "rpi-zero2w"), "HDMI or VGA");
    }

    [TestCaseSource(nameof(OfPcs))]
    public void Machine_and_devices_of_a_pc_are_the_installed_QEMUs(string path)
    {
        BoardMachine machine = ShippedBoards.Board(path).Qemu;
        string qemu = HostTool.Find(BoardMachine.ProgramFor(BoardArchitecture.Amd64), "qemu-system-x86");
        Assert.That(HostCommand.Must(qemu, ["-M", "help"]).Split('\n').Select(static line => line.Split(' ')[0]),
            Has.Member(machine.Machine));
        string devices = HostCommand.Must(qemu, ["-M", machine.Machine, "-device", "help"]);
        foreach (string device in machine.Devices.Append(machine.Nic!.Device).Append("virtio-blk-pci"))
        {
            Assert.That(devices, Does.Contain($"name \"{device.Split(',')[0]}\", "));
        }
    }

    [TestCaseSource(nameof(Files))]
    public void Machine_and_devices_of_an_arm64_board_are_in_QEMU_7_2(string path)
    {
        Board board = ShippedBoards.Board(path);
        BoardMachine machine = board.Qemu;
        if (board.Arch == BoardArchitecture.Arm64 && machine.Exists)
        {
            Assert.That(s_arm64Machines, Has.Member(machine.Machine));
            Assert.That(machine.Devices.Append(machine.Nic!.Device).Except(s_arm64Devices),
                Is.SubsetOf(new[] { MachineNics.Onboard }));
        }

        Assert.That(machine.Exists, Is.EqualTo(board.Name != "rpi4"));
    }

    [Test]
    public void A_board_without_a_machine_says_why() =>
        Assert.That(ShippedBoards.Board("boards/rpi4/board.yaml").Qemu.Reason, Does.Contain("QEMU 7.2 has no raspi4b"));

    [Test]
    public void Links_of_a_usb_nic_go_down_by_unplugging_and_others_by_their_carrier() =>
        Assert.That(
            Files.Select(ShippedBoards.Board).Where(static board => board.Qemu.Exists)
                .Select(static board => (board.Name, board.Qemu.Nic!.Device, board.Qemu.Nic.Carrier)),
            Is.EqualTo(new[]
            {
                ("pc-x64", "e1000e", CarrierLoss.SetLink), ("qemu-arm64", "virtio-net-pci", CarrierLoss.SetLink),
                ("qemu-x64", "virtio-net-pci", CarrierLoss.SetLink), ("rpi-zero2w", "usb-net", CarrierLoss.Unplug),
                ("rpi3b", "usb-net", CarrierLoss.Unplug), ("zcu102", "onboard", CarrierLoss.SetLink),
            }));
}
