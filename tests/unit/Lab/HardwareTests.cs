using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Images.Build;
using Router.Lab.Engine;
using Router.Lab.Machines;
using Router.Lab.Reading;
using Router.Lab.Topology;

namespace Router.Tests.Lab;

/// <summary>Nodes of a lab that are boards in QEMU: how they are written, and what they are told.</summary>
public sealed class HardwareTests
{
    private const string PortA = "a: { ports:";

    [Test]
    public void A_node_is_a_board_and_its_ports_and_pods_take_the_boards_nics_in_order()
    {
        LabFile lab = LabText.Read(LabText.Good.Replace(PortA, "a: { board: rpi3b, ports:"));
        LabNode node = lab.FindNode("a")!;
        Assert.Multiple(() =>
        {
            Assert.That(node.Kind, Is.EqualTo(LabNodeKind.Board));
            Assert.That(node.Hardware!.Board.Name, Is.EqualTo("rpi3b"));
            Assert.That(node.Hardware!.Boot, Is.EqualTo(BootProfile.Fast));
            Assert.That(node.Hardware!.Nics, Is.EqualTo((string[])["eth0", "eth1", "eth2"]));
            Assert.That(lab.HasMachines, Is.True);
            Assert.That(LabText.Read(LabText.Good).HasMachines, Is.False);
        });
    }

    [TestCase("board: rpi4", "board rpi4 has no machine in QEMU: QEMU 7.2 has no raspi4b machine")]
    [TestCase("board: rpi9", "there is no board 'rpi9'")]
    [TestCase("boot: fast", "'boot' is for emulated hardware")]
    [TestCase("board: rpi3b, boot: full", "'boot: full' is not implemented yet")]
    [TestCase("board: rpi3b, boot: slow", "'boot' is 'slow'; expected one of fast, full")]
    [TestCase("kind: router, board: rpi3b", "a plain router is no board")]
    public void A_node_that_QEMU_cannot_be_is_told(string keys, string expected) =>
        Assert.That(LabText.Errors(LabText.Good.Replace(PortA, $"a: {{ {keys}, ports:")),
            Has.Some.Matches<string>(error => error!.StartsWith("lab.yaml:3:", System.StringComparison.Ordinal)
                && error.Contains(expected, System.StringComparison.Ordinal)));

    /// <summary>The reason stands in the board's own file, whatever it is.</summary>
    [Test]
    public void The_reason_is_the_boards_own()
    {
        string reason = BoardCatalog.Load(null, new ConfigReport()).Single(b => b.Name == "rpi4").Qemu.Reason!;
        Assert.That(LabText.Errors(LabText.Good.Replace(PortA, "a: { board: rpi4, ports:")),
            Has.One.Contains(reason));
    }

    [Test]
    public void More_ports_and_pods_than_nics_are_told()
    {
        string text = LabText.Good.Replace(PortA, "a: { board: rpi3b, ports:")
            .Replace("  p: { node: a, address: 172.16.0.5 }", """
                  p: { node: a, address: 172.16.0.5 }
                  q: { node: a, address: 172.16.0.6 }
                  r: { node: a, address: 172.16.0.7 }
                """);
        Assert.That(LabText.Errors(text), Has.One.Contains(
            "a has 1 ports and 3 pods, and each takes a NIC; board rpi3b has eth0, eth1, eth2 in QEMU"));
    }

    /// <summary>What a board boots with is read as the board will read it.</summary>
    [TestCase("node01")]
    [TestCase("node02")]
    public void The_files_of_a_board_are_a_run_file_that_says_what_the_lab_says(string name)
    {
        LabConfiguration lab = Shipped();
        LabNode node = lab.File.FindNode(name)!;
        string folder = Directory.CreateTempSubdirectory("rt-").FullName;
        try
        {
            foreach ((string file, string text) in MachineFiles.For(lab, node))
            {
                File.WriteAllText(Path.Combine(folder, file), text);
            }

            // As the image builder reads it: every mistake is an exception.
            Assert.That(NodeFolder.Read(folder, node.Hardware!.Board).Files, Has.Count.GreaterThan(1));
            ConfigReport report = new();
            RunConfiguration run = RunConfiguration.Load(
                Path.Combine(folder, MachineFiles.RunFile), new LabText.Disk(), report)!;
            LabPod pod = lab.File.Pods.Single(p => p.Node == name);
            Assert.Multiple(() =>
            {
                Assert.That(run.Plan.NodeAddress, Is.EqualTo(lab.Plans[name].NodeAddress));
                Assert.That(run.Plan.OwnBlocks, Is.EqualTo(lab.Plans[name].OwnBlocks));
                Assert.That(run.Plan.Peers.Select(p => p.RemoteAddress),
                    Is.EqualTo(lab.Plans[name].Peers.Select(p => p.RemoteAddress)));
                Assert.That(run.File.Ports.Select(p => (p.Name, p.Nic.Interface)),
                    Is.EqualTo(new[] { ("ens33", "eth0"), (pod.Interface, "eth1") }));
                Assert.That(run.File.Ports[0].Addresses, Is.EqualTo(node.Ports[0].Addresses));
                Assert.That(run.File.Ports[0].Gateway, Is.EqualTo(node.Ports[0].Gateway));
                Assert.That(run.File.Ports[1].Mtu, Is.EqualTo(pod.Mtu));
                Assert.That(report.Warnings, Is.Empty);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("{ a: 1, b: [x, \"y: z\", ''], c: ~, \"d e\": \"false\" }")]
    [TestCase("- 'it''s'\n- \"a\\\"b\\\\c\\nd\"\n- { selector: all(), expr: \"x == 'y', z\", v6: fe80::1 }")]
    public void What_was_read_is_written_so_that_it_reads_the_same(string text)
    {
        YamlNode first = Yaml(text);
        YamlNode second = Yaml(YamlText.Write(first));
        Assert.That(Canonical(second), Is.EqualTo(Canonical(first)));
    }

    [Test]
    public void A_lab_with_machines_does_not_run_in_virtual_time() =>
        Assert.That(() => new RunningLab(Shipped()),
            Throws.InvalidOperationException.With.Message.Contains("runs in real time"));

    private static LabConfiguration Shipped()
    {
        ConfigReport report = new();
        LabConfiguration? lab = LabLoader.Load(
            Path.Combine(LabText.Root, "emulator/labs/walkthrough-qemu.yaml"), new LabText.Disk(), report);
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        return lab!;
    }

    private static YamlNode Yaml(string text)
    {
        ConfigReport report = new();
        YamlNode node = YamlLoader.Load("t.yaml", text, report).Single();
        Assert.That(report.Errors, Is.Empty);
        return node;
    }

    // Whether a scalar was plain decides what it may mean: true, null, a number.
    private static string Canonical(YamlNode node) => node switch
    {
        YamlMapping mapping => "{" + string.Join(';', mapping.Entries.Select(
            entry => entry.Key.Value + "=" + Canonical(entry.Value))) + "}",
        YamlSequence sequence => "[" + string.Join(';', sequence.Items.Select(Canonical)) + "]",
        YamlScalar { IsNull: true } => "null",
        YamlScalar scalar => scalar.Value is "true" or "false" or "1" ? $"{scalar.Value}/{scalar.IsPlain}"
            : scalar.Value,
        _ => throw new System.InvalidOperationException(node.Describe()),
    };
}
