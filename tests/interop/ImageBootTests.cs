using System;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Lab.Qemu.Control;
using Router.Lab.Qemu.Machines;
using Router.Tests.Interop.Support;
using Machine = Router.Lab.Qemu.Machines.BoardMachine;

namespace Router.Tests.Interop;

/// <summary>The image that is flashed, booted unchanged in QEMU by all the ways that there are.</summary>
public sealed class ImageBootTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    [TestCase("qemu-x64", FullBoot.Bios, "vda")]
    [TestCase("qemu-x64", FullBoot.Uefi, "vda")]
    [TestCase("qemu-arm64", FullBoot.Uefi, "vda")]
    [TestCase("rpi3b", FullBoot.Extract, "mmcblk0")]
    public void The_image_boots_to_a_node_that_is_ready(string name, FullBoot full, string disk)
    {
        Board board = Find(name);
        string image = BuiltImages.Of(name);
        using Scratch scratch = new();
        using Machine machine = new(new LabMachine
        {
            Board = board,
            Folder = scratch.Folder,
            Boot = ImageBoot.Prepare(board, image, full, scratch.Folder),
            Disk = ImageBoot.Overlay(board, image, scratch.Folder),
            Cards = [new WireCard("eth0", "52:54:00:12:34:02")],
        });
        Eventually.Holds("the node is ready", () => machine.Log.Contains("the node is ready"), s_patience,
            () => machine.Log);
        machine.Type("ip addr");
        Eventually.Holds("the console answers", () => machine.Log.Contains("192.168.101.202"), s_patience,
            () => machine.Log);
        Assert.Multiple(() =>
        {
            string log = machine.Log;
            Assert.That(log, Does.Contain("init: board " + name));
            Assert.That(log, Does.Match(@"init: ([0-9]+) of \1 modules loaded"));
            Assert.That(log, Does.Contain($"init: the disk is {disk}, /dev/{disk}"));
            Assert.That(log, Does.Contain("on /data"));
            Assert.That(log, Does.Not.Contain("goes on without"));

            // The example's second NIC is not plugged in: a board does what it can.
            Assert.That(log, Does.Contain("port eth1: there is no interface eth1: the port is down"));
        });
        Match ready = Regex.Match(machine.Log, @"the node is ready, (\d+) ms after power-on");
        TestContext.Out.WriteLine($"{name}, {full}: the kernel's start to a ready node: {ready.Groups[1].Value} ms");

        machine.Type("system poweroff");
        Assert.That(machine.WaitForEnd(s_patience), Is.Zero, machine.Log);
    }

    /// <summary>A PC's screen and keyboard are a console beside the serial line.</summary>
    [Test]
    public void Who_types_on_the_keyboard_is_heard()
    {
        Board pc = Find("pc-x64");
        Board board = pc with { Qemu = pc.Qemu with { Devices = [.. pc.Qemu.Devices, "VGA"] } };
        string image = BuiltImages.Of(board.Name);
        using Scratch scratch = new();
        LabMachine lab = new()
        {
            Board = board,
            Folder = scratch.Folder,
            Boot = new BiosBoot(),
            Disk = ImageBoot.Overlay(board, image, scratch.Folder),
            Cards = [new WireCard("eth0", "52:54:00:12:34:02")],
        };
        using Machine machine = new(lab);
        using QmpClient control = QmpClient.Connect(lab.ControlSocket, s_patience);
        Eventually.Holds("the node is ready", () => machine.Log.Contains("the node is ready"), s_patience,
            () => machine.Log);

        // Ctrl-C is for a command under way, not for the machine; exit would only start the node again.
        Press(control, "ctrl", "c");
        Type(control, "exit\n");
        Type(control, "system poweroff\n");
        Assert.That(machine.WaitForEnd(s_patience), Is.Zero, machine.Log);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Log, Does.Contain("init: the machine is switched off"));
            Assert.That(machine.Log, Does.Not.Contain("the node ended"));
            Assert.That(machine.Log, Does.Not.Contain("reboots"));
        });
    }

    private static void Type(QmpClient control, string text)
    {
        foreach (char letter in text)
        {
            Press(control, letter switch { '\n' => "ret", ' ' => "spc", _ => letter.ToString() });
        }
    }

    private static void Press(QmpClient control, params string[] keys) => control.Execute("send-key", writer =>
    {
        writer.WriteStartArray("keys");
        foreach (string key in keys)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "qcode");
            writer.WriteString("data", key);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static Board Find(string name)
    {
        ConfigReport report = new();
        foreach (Board board in BoardCatalog.Load(null, report))
        {
            if (board.Name == name)
            {
                return board;
            }
        }

        throw new ArgumentException(name);
    }
}
