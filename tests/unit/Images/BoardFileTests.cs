using System.Linq;
using NUnit.Framework;
using Router.Calico.Yaml;
using Router.Images.Boards;

namespace Router.Tests.Images;

/// <summary>A board's file: what it means, and what is said of mistakes.</summary>
public sealed class BoardFileTests
{
    private const string Toy =
        """
        name: toy
        title: A toy
        arch: arm64
        memory: 256MiB
        kernel: { package: linux-image-arm64, dtb: vendor/toy.dtb }
        consoles: [tty0, ttyS0]
        modules: [macb, softdog, cdc_ether]
        nics:
          - { name: eth0, driver: [macb] }
          - { name: eth1, driver: [cdc_ether] }
        watchdog: { driver: [softdog], timeout: 15s }
        boot: { chain: uboot }
        image: { table: mbr, boot: 32MiB, slot: 64MiB, data: 32MiB }
        flash: { media: [sd], smallest: 256MiB }
        qemu: { machine: virt, nic: { device: usb-net, carrier: unplug, names: [eth1] }, full: [extract] }

        """;

    private const string Nic = "nic: { device: usb-net, carrier: unplug, names: [eth1] }";

    [Test]
    public void A_file_means_what_it_says()
    {
        Board board = Read(Toy);
        Assert.Multiple(() =>
        {
            Assert.That((board.Name, board.Title, board.Arch), Is.EqualTo(("toy", "A toy", BoardArchitecture.Arm64)));
            Assert.That(board.Memory.Octets, Is.EqualTo(268_435_456));
            Assert.That(board.Kernel.Dtb, Is.EqualTo("vendor/toy.dtb"));
            Assert.That(board.Consoles, Is.EqualTo(new[] { "tty0", "ttyS0" }), "the last is /dev/console");
            Assert.That(board.Nics.Select(static nic => (nic.Name, nic.Driver.Single(), nic.Index, nic.Path)),
                Is.EqualTo(new[] { ("eth0", "macb", 0, (string?)null), ("eth1", "cdc_ether", 0, null) }));
            Assert.That(board.Watchdog?.Timeout, Is.EqualTo(15));
            Assert.That((board.Boot.Chain, board.Boot.Slots), Is.EqualTo((BootChain.Uboot, SlotSwitch.BootCount)));
            Assert.That(board.Image.Total.ToString(), Is.EqualTo("194MiB"), "32 + 2 * 64 + 32, and 1 at either end");
            Assert.That(board.Qemu.Memory, Is.EqualTo(board.Memory), "the board's, where nothing is said");
            Assert.That(board.Qemu.Nic?.Names, Is.EqualTo(new[] { "eth1" }));
            Assert.That(board.Qemu.Profiles, Is.EqualTo(new[] { "fast", "full" }));
        });
    }

    [Test]
    public void The_machine_has_all_of_the_boards_nics_where_it_does_not_say()
    {
        Board board = Read(Toy.Replace("device: usb-net, carrier: unplug, names: [eth1]", "device: onboard"));
        Assert.That(board.Qemu.Nic?.Names, Is.EqualTo(new[] { "eth0", "eth1" }));
        Assert.That(board.Qemu.Nic?.Carrier, Is.EqualTo(CarrierLoss.SetLink));
    }

    [Test]
    public void A_device_tree_takes_text_cells_and_removals()
    {
        Board board = Read(Toy.Replace("dtb: vendor/toy.dtb",
            "dtb: toy.dtb, deviceTree: { /soc/a@1: { status: okay, reg: 7, id: \"7\", clocks: [1, 2], resets: ~ } }"));
        Assert.That(
            board.Kernel.DeviceTree.Select(static v => (v.Node, v.Property, v.Text, Cells: string.Join(' ', v.Cells),
                v.IsRemoved)),
            Is.EqualTo(new[]
            {
                ("/soc/a@1", "status", "okay", "", false), ("/soc/a@1", "reg", null, "7", false),
                ("/soc/a@1", "id", "7", "", false), ("/soc/a@1", "clocks", null, "1 2", false),
                ("/soc/a@1", "resets", null, "", true),
            }));
    }

    [TestCase("1KiB", 1024)]
    [TestCase("96MiB", 100_663_296)]
    [TestCase("4GiB", 4_294_967_296)]
    public void Sizes_have_binary_units(string text, long octets)
    {
        Assert.That(ByteSize.TryParse(text, out ByteSize size), Is.True);
        Assert.That((size.Octets, size.ToString()), Is.EqualTo((octets, text)));
    }

    [TestCase("0MiB")]
    [TestCase("-1MiB")]
    [TestCase("1 MiB")]
    [TestCase("1MB")]
    [TestCase("1.5GiB")]
    [TestCase("MiB")]
    [TestCase("1048576GiB")]
    public void Other_sizes_are_refused(string text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);

    // What is replaced, by what, where the mistake is seen, and what is said of it.
    [TestCase("name: toy", "nam: toy", "1:1: unknown key 'nam', did you mean 'name'?; expected one of name, title")]
    [TestCase("name: toy", "name: Toy", "1:7: 'name' is 'Toy'; expected a name of small letters, digits and '-'")]
    [TestCase("title: A toy\n", "", "1:1: 'title' is missing; expected title: what a person calls the board")]
    [TestCase("arch: arm64", "arch: arm", "3:7: 'arch' is 'arm'; expected one of amd64, arm64")]
    [TestCase("memory: 256MiB", "memory: 256M", "4:9: 'memory' is '256M'; expected a size such as 64MiB or 1GiB")]
    [TestCase("memory: 256MiB", "\tmemory: 256MiB", "4:1: a tab indents the line; expected blanks for indentation")]
    [TestCase("package: linux-image-arm64", "package: linux-image-amd64",
        "5:20: kernel: linux-image-amd64 is not for arm64; expected a package whose name ends in -arm64")]
    [TestCase("package: linux-image-arm64, ", "", "5:9: kernel: 'package' is missing; expected package: linux")]
    [TestCase("dtb: vendor/toy.dtb", "dtb: ../toy.dtb", "5:44: kernel: 'dtb' is '../toy.dtb'; expected a path")]
    [TestCase(", dtb: vendor/toy.dtb", "", "5:9: this boot chain hands over a device tree, and there is none")]
    [TestCase("dtb: vendor/toy.dtb", "dtb: a.dtb, deviceTree: { soc: { a: b } }",
        "5:65: kernel: deviceTree: 'soc'; expected the path of a node such as /soc/spi@7e204000")]
    [TestCase("dtb: vendor/toy.dtb", "dtb: a.dtb, deviceTree: { /soc: { a: [b] } }",
        "5:76: kernel: deviceTree: a is a list; expected text, a number or a list of numbers below 2^32")]
    [TestCase("[tty0, ttyS0]", "[tty0, ttyUSB0]", "6:18: 'consoles' is 'ttyUSB0'; expected a console such as tty0")]
    [TestCase("[tty0, ttyS0]", "[ttyS0, ttyS0]", "6:19: 'ttyS0' stands twice; expected each once")]
    [TestCase("[tty0, ttyS0]", "[]", "6:11: 'consoles' is an empty list; expected at least one")]
    [TestCase("softdog, cdc_ether]", "softdog, cdc_ether, cdc-ether]", "7:37: 'cdc_ether' stands twice; expected")]
    [TestCase("softdog, cdc_ether]", "softdog, cdc_ethr]",
        "10:28: 'cdc_ether' is not in 'modules', did you mean 'cdc_ethr'?; expected a driver that 'modules' loads")]
    [TestCase("name: eth0", "name: eth0/1", "9:13: nic eth0/1: 'name' is 'eth0/1'; expected a name of 1 to 15")]
    [TestCase("name: eth0", "name: interface-number-0", "9:13: nic interface-number-0: 'name' is")]
    [TestCase("name: eth1", "name: eth0", "10:5: 'eth0' stands twice; expected each once")]
    [TestCase("driver: [cdc_ether]", "driver: [macb]",
        "10:5: nic eth1: another NIC is 'macb 0' already; expected each NIC found in a way of its own")]
    [TestCase("driver: [macb] }", "driver: [macb], index: 1, path: spi0.0 }",
        "9:42: nic eth0: 'index' beside 'path'; expected one of them")]
    [TestCase("driver: [macb] }", "driver: [macb], path: eth }", "9:41: nic eth0: 'path' is 'eth'; expected a device")]
    [TestCase("driver: [macb] }", "}", "9:5: nic eth0: 'driver' is missing; expected driver: [virtio_net]")]
    [TestCase("driver: [softdog]", "driver: [bcm2835_wdt]", "11:22: 'bcm2835_wdt' is not in 'modules'")]
    [TestCase("timeout: 15s", "timeout: 15", "11:41: watchdog: 'timeout' is '15'; expected seconds from 5s to 300s")]
    [TestCase("chain: uboot", "chain: lilo", "12:16: boot: 'chain' is 'lilo'; expected one of grub, rpi, uboot")]
    [TestCase("chain: uboot", "chain: grub", "12:7: GRUB for no firmware; expected firmware: [uefi], [bios] or both")]
    [TestCase("chain: uboot", "chain: uboot, firmware: [uefi]", "12:33: 'firmware' without GRUB; expected it with")]
    [TestCase("chain: uboot", "chain: grub, firmware: [bios]", "12:32: arm64 has no BIOS; expected firmware: [uefi]")]
    [TestCase("chain: uboot", "chain: uboot, files: [a.bin]", "12:30: 'files' of no package; expected package and")]
    [TestCase("chain: uboot", "chain: uboot, config: [a=1]", "12:31: 'config' without a Raspberry Pi; expected it")]
    [TestCase("table: mbr", "table: mrb", "13:17: image: 'table' is 'mrb'; expected one of gpt, mbr")]
    [TestCase("slot: 64MiB", "slot: 1KiB", "13:41: image: 'slot' is '1KiB'; expected a size in whole MiB")]
    [TestCase("slot: 64MiB", "slot: 96MiB",
        "14:33: the image takes 258MiB, more than the smallest medium (256MiB); expected a greater 'smallest'")]
    [TestCase("media: [sd]", "media: [sd, floppy]", "14:22: flash: 'media' is 'floppy'; expected one of sd, usb, disk")]
    [TestCase("media: [sd]", "media: [sd, sd]", "14:22: 'sd' stands twice; expected each once")]
    [TestCase("machine: virt, ", "", "15:7: qemu: 'machine' is missing; expected machine: virt, or none")]
    [TestCase("{ machine: virt, " + Nic + ", full: [extract] }", "{ machine: none }",
        "15:7: no machine, and no reason; expected reason: why QEMU has none")]
    [TestCase("machine: virt", "machine: none, reason: none is", "15:7: no machine, and yet more about it; expected")]
    [TestCase("machine: virt", "machine: virt, reason: none is", "15:32: a machine, and a reason to have none")]
    [TestCase(Nic + ", ", "", "15:7: a machine without a NIC; expected nic: { device: virtio-net-pci }")]
    [TestCase("names: [eth1]", "names: [eth7]", "15:73: the board has no NIC 'eth7'; expected one of eth0, eth1")]
    [TestCase(", names: [eth1]", "", "15:39: eth0 would not be found: QEMU's usb-net is driven by cdc_ether; expected")]
    [TestCase("carrier: unplug", "carrier: set_link",
        "15:57: usb-net cannot show that its link is down; expected carrier: unplug")]
    [TestCase("carrier: unplug", "carrier: unplug, skip: 1", "15:71: 'skip' without soldered NICs; expected device:")]
    [TestCase("full: [extract]", "full: [uefi]", "15:89: the image does not boot so; expected extract")]
    public void A_mistake_is_told_where_it_is(string right, string wrong, string said)
    {
        string text = Toy.Replace(right, wrong);
        Assert.That(text, Is.Not.EqualTo(Toy));
        Assert.That(Errors("boards/toy.yaml", text),
            Has.Some.StartsWith("boards/toy.yaml:" + said));
    }

    [TestCase("", "a.yaml: the file is empty; expected one mapping with the keys name, title, arch and so on")]
    [TestCase("- a", "a.yaml:1:1: found a list; expected one mapping with the keys name, title, arch and so on")]
    [TestCase("a: 1\n---\nb: 2", "a.yaml:3:1: a second document; expected one mapping")]
    [TestCase("name: [", "a.yaml:1:8: ")]
    public void What_is_no_mapping_is_no_board(string text, string said) =>
        Assert.That(Errors("a.yaml", text), Has.Length.EqualTo(1).And.Some.StartsWith(said));

    [Test]
    public void A_Raspberry_Pi_needs_an_mbr() =>
        Assert.That(
            Errors("a.yaml", Toy.Replace("chain: uboot", "chain: rpi").Replace("table: mbr", "table: gpt")),
            Is.EqualTo(new[] { "a.yaml:13:17: a Raspberry Pi 3 boots from no GPT; expected table: mbr" }));

    [Test]
    public void A_file_in_a_folder_of_boards_is_called_as_its_folder()
    {
        Assert.That(Errors("boards/lorry/board.yaml", Toy),
            Is.EqualTo(
                new[] { "boards/lorry/board.yaml:1:7: the board is called 'toy' in the folder 'lorry'; "
                    + "expected name: lorry" }));
        Assert.That(Errors("boards/toy/board.yaml", Toy), Is.Empty);
        Assert.That(Errors("board.yaml", Toy), Is.Empty, "no folder, no name");
    }

    [Test]
    public void Several_mistakes_are_told_at_once() =>
        Assert.That(
            Errors("a.yaml", Toy.Replace("arm64\nmemory: 256MiB", "mips\nmemory: much").Replace("15s", "1s"))
                .Select(static error => error.Split(' ')[0]),
            Is.EqualTo(new[] { "a.yaml:3:7:", "a.yaml:4:9:", "a.yaml:11:41:" }));

    private static Board Read(string text)
    {
        var report = new ConfigReport();
        Board? board = BoardReader.Read("toy.yaml", text, report);
        Assert.That(report.Errors, Is.Empty);
        return board!;
    }

    private static string[] Errors(string path, string text)
    {
        var report = new ConfigReport();
        Board? board = BoardReader.Read(path, text, report);
        Assert.That(board is null, Is.EqualTo(report.HasErrors));
        return [.. report.Errors.Select(static error => error.ToString())];
    }
}
