using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;
using Router.Tests.Images;

namespace Router.Tests.Machines;

/// <summary>What QEMU must be told for each shipped board: its file and qemu(1) say it.</summary>
public sealed class LabArgumentsTests
{
    private static readonly KernelBoot s_fast = new("/k", "/i", "console=ttyS0 quiet");

    [TestCase("qemu-x64", "q35", 256)]
    [TestCase("pc-x64", "q35", 512)]
    [TestCase("qemu-arm64", "virt", 256)]
    [TestCase("rpi3b", "raspi3b", 1024)]
    [TestCase("rpi-zero2w", "raspi3b", 1024)]
    [TestCase("zcu102", "xlnx-zcu102", 1024)]
    public void A_machine_and_its_memory(string board, string machine, int memory)
    {
        LabMachine lab = Lab(board);
        Assert.Multiple(() =>
        {
            Assert.That(Values(lab, "-machine"), Is.EqualTo((string[])[machine + ",accel=tcg"]));
            Assert.That(Values(lab, "-m"), Is.EqualTo((string[])[memory + "M"]));
            Assert.That(LabArguments.For(lab), Does.Contain("-nodefaults").And.Not.Contain("-no-reboot"));
        });
    }

    [TestCase("qemu-arm64", "cortex-a53")]
    [TestCase("rpi3b", null)]
    [TestCase("zcu102", null)]
    public void A_processor_where_the_machine_has_no_right_one(string board, string? cpu) =>
        Assert.That(Values(Lab(board), "-cpu").SingleOrDefault(), Is.EqualTo(cpu));

    /// <summary>What .NET compiles needs x86-64-v2, which QEMU's own choice, qemu64, is not.</summary>
    [TestCase("qemu-x64")]
    [TestCase("pc-x64")]
    public void A_pc_has_a_processor_with_all_that_can_be_emulated(string board) =>
        Assert.That(Values(Lab(board), "-cpu").Single(), Does.StartWith("max"));

    [Test]
    public void A_board_without_a_machine_says_why() =>
        Assert.That(() => LabArguments.For(Lab("rpi4")),
            Throws.TypeOf<LabQemuException>().With.Message.Contains("rpi4 has no machine: QEMU 7.2 has no raspi4b"));

    /// <summary>The first -serial of a raspi3b is the Bluetooth chip's UART; ttyS1 is the second.</summary>
    [TestCase("qemu-x64", 0)]
    [TestCase("rpi3b", 1)]
    [TestCase("zcu102", 0)]
    public void The_console_is_the_boards_last_serial_line(string board, int index)
    {
        string[] lines = [.. Values(Lab(board), "-serial")];
        Assert.That(lines, Is.EqualTo(Enumerable.Repeat("null", index).Append("chardev:console")));
        Assert.That(Values(Lab(board), "-chardev").Select(Fields).Single(line => line["id"] == "console")["path"],
            Is.EqualTo("/tmp/m/console"));
    }

    [TestCase("qemu-x64", "virtio-net-pci")]
    [TestCase("qemu-arm64", "virtio-net-pci")]
    [TestCase("pc-x64", "e1000e")]
    [TestCase("rpi3b", "usb-net")]
    [TestCase("rpi-zero2w", "usb-net")]
    public void Each_nic_is_on_its_own_wire(string board, string device)
    {
        LabMachine lab = Lab(board, "eth2", "eth1");
        Dictionary<string, string>[] wires = [.. Values(lab, "-netdev").Select(Fields)];
        Dictionary<string, string>[] cards =
            [.. Values(lab, "-device").Where(value => value.StartsWith(device, StringComparison.Ordinal))
                .Select(Fields).Where(card => card.ContainsKey("netdev"))];
        Assert.Multiple(() =>
        {
            Assert.That(cards.Select(card => (card["id"], card["mac"], Path(wires, card["netdev"]))),
                Is.EqualTo(((string, string, string)[])
                [
                    ("nic-eth1", "52:54:00:00:00:01", "/tmp/m/eth1"), ("nic-eth2", "52:54:00:00:00:02", "/tmp/m/eth2"),
                ]));
            Assert.That(wires.Select(wire => (wire["server"], wire["addr.type"])), Is.All.EqualTo(("on", "unix")));
            Assert.That(Values(lab, "-net"), Is.Empty);
        });
    }

    /// <summary>Boards know a NIC by its place on the bus: an empty one before the first keeps the places.</summary>
    [TestCase("qemu-x64", "virtio-net-pci", 3)]
    [TestCase("rpi3b", "usb-net", 3)]
    [TestCase("rpi-zero2w", "usb-net", 2)]
    public void Nics_before_one_with_a_cable_are_there_too(string board, string device, int count)
    {
        string[] cards = [.. Values(Lab(board, "eth2"), "-device")
            .Where(value => value.StartsWith(device, StringComparison.Ordinal))];
        Assert.That(cards, Has.Length.EqualTo(count));
        Assert.That(cards.Select(card => card.Contains("netdev=", StringComparison.Ordinal)),
            Is.EqualTo(Enumerable.Repeat(false, count - 1).Append(true)));
    }

    [Test]
    public void The_socket_of_the_zcu102_is_the_fourth_of_its_soldered_nics()
    {
        string[] nics = [.. Values(Lab("zcu102", "eth0"), "-net")];
        Assert.That(nics[..3], Is.EqualTo((string[])["nic", "nic", "nic"]));
        Dictionary<string, string> fourth = Fields(nics[3]);
        Assert.That((nics.Length, fourth["netdev"], fourth["macaddr"]),
            Is.EqualTo((4, "wire-eth0", "52:54:00:00:00:00")));
    }

    [Test]
    public void A_nic_that_the_machine_lacks_is_told_with_those_that_it_has() =>
        Assert.That(() => LabArguments.For(Lab("rpi-zero2w", "eth0")), Throws.TypeOf<LabQemuException>()
            .With.Message.Contains("rpi-zero2w has no NIC eth0 in QEMU; it has eth1, eth2"));

    [TestCase("rpi3b", 0)]
    [TestCase("zcu102", 1)]
    public void The_card_is_in_the_boards_own_slot(string board, int index)
    {
        Dictionary<string, string> disk = Fields(Values(Lab(board) with { Disk = "/d,1" }, "-drive").Single());
        Assert.That((disk["if"], disk["index"], disk["format"], disk["file"]),
            Is.EqualTo(("sd", index.ToString(), "raw", "/d,1")));
    }

    [TestCase("qemu-x64")]
    [TestCase("pc-x64")]
    [TestCase("qemu-arm64")]
    public void A_disk_of_a_virtual_machine_is_what_it_boots_from(string board)
    {
        LabMachine lab = Lab(board) with { Disk = "/d", Boot = new UefiBoot("/code", "/vars") };
        Dictionary<string, string>[] drives = [.. Values(lab, "-drive").Select(Fields)];
        Dictionary<string, string> card = Fields(Values(lab, "-device")
            .Single(value => value.StartsWith("virtio-blk", StringComparison.Ordinal)));
        Assert.Multiple(() =>
        {
            Assert.That(
                drives.Single(drive => drive.GetValueOrDefault("id") == card["drive"])["file"], Is.EqualTo("/d"));
            Assert.That(card["bootindex"], Is.EqualTo("0"));
            Assert.That(drives.Where(drive => drive["if"] == "pflash").OrderBy(drive => drive["unit"])
                .Select(drive => (drive["file"], drive.GetValueOrDefault("readonly"))),
                Is.EqualTo(((string, string?)[])[("/code", "on"), ("/vars", null)]));
            Assert.That(Values(lab, "-kernel"), Is.Empty);
        });
    }

    [Test]
    public void Bios_needs_the_disk_alone() =>
        Assert.That(
            Values(Lab("qemu-x64") with { Disk = "/d", Boot = new BiosBoot() }, "-drive").Count(), Is.EqualTo(1));

    [TestCase("/t.dtb")]
    [TestCase(null)]
    public void A_fast_boot_passes_kernel_initramfs_words_and_device_tree(string? tree)
    {
        LabMachine lab = Lab("rpi3b") with { Boot = s_fast with { DeviceTree = tree } };
        Assert.That(((string[])["-kernel", "-initrd", "-append", "-dtb"]).Select(
            option => Values(lab, option).SingleOrDefault()),
            Is.EqualTo((string?[])["/k", "/i", "console=ttyS0 quiet", tree]));
    }

    [TestCase("pc-x64")]
    [TestCase("qemu-arm64")]
    public void The_watchdog_of_the_board_is_there(string board) =>
        Assert.That(Values(Lab(board), "-device"), Does.Contain("i6300esb"));

    private static LabMachine Lab(string board, params string[] cards) => new()
    {
        Board = ShippedBoards.Board($"boards/{board}/board.yaml"),
        Folder = "/tmp/m",
        Boot = s_fast,
        Cards = [.. cards.Select(name => new WireCard(name, "52:54:00:00:00:0" + name[^1]))],
    };

    private static string Path(Dictionary<string, string>[] wires, string id) =>
        wires.Single(wire => wire["id"] == id)["addr.path"];

    private static IEnumerable<string> Values(LabMachine machine, string option)
    {
        IReadOnlyList<string> words = LabArguments.For(machine);
        return Enumerable.Range(0, words.Count - 1).Where(i => words[i] == option).Select(i => words[i + 1]);
    }

    // key=value,key=value, with doubled commas for single ones.
    private static Dictionary<string, string> Fields(string value) =>
        value.Replace(",,", "\0", StringComparison.Ordinal).Split(',')
            .Select(field => field.Replace('\0', ',').Split('=', 2))
            .ToDictionary(field => field[0], field => field.Length > 1 ? field[1] : string.Empty);
}
