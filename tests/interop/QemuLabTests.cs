using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// The walk-through with boards that boot: node01 is an rpi3b and node02 a qemu-arm64 in QEMU, master lives in the
/// lab's process; all by the command that people use.
/// </summary>
[NonParallelizable]
public sealed class QemuLabTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(9);

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("rtl-").FullName;

    [TearDown]
    public void Remove()
    {
        Lab("down");
        Lab("clean");
        string[] left = Machines();
        Directory.Delete(_folder, recursive: true);
        Assert.That(left, Is.Empty, "QEMU of this lab still runs");
    }

    [Test]
    public void The_walk_through_with_boards_in_qemu()
    {
        string started = Lab("up", "-d", "walkthrough-qemu").Must().Output;
        Assert.That(started, Does.Contain("time real, boot fast").And.Contain("2 in QEMU"));
        string nodes = Lab("ps").Must().Output;
        Assert.Multiple(() =>
        {
            Assert.That(nodes, Does.Match(@"master +board +192\.168\.101\.100/24 +2/2 +running"));
            Assert.That(nodes, Does.Match(@"node01 +board +192\.168\.101\.201/24 +2/2 +running \(rpi3b, boot fast\)"));
            Assert.That(nodes, Does.Match(@"node02 +board +\S+ +2/2 +running \(qemu-arm64, boot fast\)"));
        });

        // As the walk-through has it: 64, less node02 and node01.
        string ping = Lab("ping", "pod2", "pod1", "-c", "4").Must().Output;
        Assert.That(Regex.Count(ping, @"64 bytes from 172\.173\.55\.45: icmp_seq=\d ttl=62 "), Is.EqualTo(4), ping);
        AssertTables();
        AssertSwitches();
        AssertNoLeftovers();
    }

    // Rows of tests/data/walkthrough, as `route -n` on the two nodes printed them.
    private void AssertTables()
    {
        AssertRows("node01",
            "0.0.0.0 192.168.101.1 0.0.0.0 UG 0 0 0 ens33",
            "172.165.231.128 192.168.101.202 255.255.255.192 UG 0 0 0 tunl0",
            "172.171.205.128 192.168.101.100 255.255.255.192 UG 0 0 0 tunl0",
            "172.173.55.0 0.0.0.0 255.255.255.192 U 0 0 0 *",
            "172.173.55.45 0.0.0.0 255.255.255.255 UH 0 0 0 cali099f6bce604",
            "192.168.101.0 0.0.0.0 255.255.255.0 U 0 0 0 ens33");
        AssertRows("node02",
            "0.0.0.0 192.168.101.1 0.0.0.0 UG 0 0 0 ens33",
            "172.165.231.128 0.0.0.0 255.255.255.192 U 0 0 0 *",
            "172.165.231.156 0.0.0.0 255.255.255.255 UH 0 0 0 cali0f418edccea",
            "172.171.205.128 192.168.101.100 255.255.255.192 UG 0 0 0 tunl0",
            "172.173.55.0 192.168.101.201 255.255.255.192 UG 0 0 0 tunl0",
            "192.168.101.0 0.0.0.0 255.255.255.0 U 0 0 0 ens33");
        Assert.That(Lab("exec", "node02", "--", "nonsense").ExitCode, Is.EqualTo(2));
    }

    private void AssertRows(string node, params string[] expected)
    {
        string[] rows = [.. Lab("exec", node, "--", "route", "-n").Must().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(static row => Regex.Replace(row.Trim(), " +", " "))];
        Assert.That(rows, Is.EqualTo(expected), node);
    }

    private void AssertSwitches()
    {
        Lab("link", "node02:ens33", "down").Must();
        Eventually.Holds("nothing crosses", () => Lab("ping", "pod2", "pod1", "-c", "1", "-W", "2").ExitCode != 0,
            s_patience, () => Lab("ps").Both);
        Lab("link", "node02:ens33", "up").Must();
        Eventually.Holds("node02 is back", () => Lab("ping", "pod2", "pod1", "-c", "1").ExitCode == 0, s_patience,
            () => Lab("ps").Both);

        Lab("pause", "node02").Must();
        Assert.That(Lab("ps").Must().Output, Does.Contain("paused (qemu-arm64"));
        Assert.That(Lab("ping", "pod2", "pod1", "-c", "1", "-W", "2").ExitCode, Is.Not.Zero);
        Lab("continue", "node02").Must();
        Eventually.Holds("node02 goes on", () => Lab("ping", "pod2", "pod1", "-c", "1").ExitCode == 0, s_patience,
            () => Lab("ps").Both);
        Lab("reset", "node02").Must();
        Lab("wait").Must();
        Lab("power", "node02", "off").Must();
        Assert.That(Machines(), Has.Length.EqualTo(1));
        Lab("power", "node02", "on").Must();
        Lab("wait").Must();
        Lab("ping", "pod2", "pod1", "-c", "1").Must();
    }

    private void AssertNoLeftovers()
    {
        Lab("down").Must();
        Eventually.Holds("no QEMU is left", () => Machines().Length == 0, s_patience,
            () => string.Join('\n', Machines()));
        string[] files = Directory.GetFiles(
            Path.Combine(_folder, "walkthrough-qemu"), "*", SearchOption.AllDirectories);
        Assert.That(files.Select(file => Path.GetRelativePath(_folder, file)), Is.EquivalentTo((string[])
            ["walkthrough-qemu/node01/console.log", "walkthrough-qemu/node02/console.log"]));
        Assert.That(File.ReadAllText(files.Single(file => file.Contains("node01", StringComparison.Ordinal))),
            Does.Contain("init: board rpi3b"));
        Lab("clean").Must();
        Assert.That(Directory.Exists(Path.Combine(_folder, "walkthrough-qemu")), Is.False);
    }

    [Test]
    public void A_lab_that_is_killed_takes_its_machines_along_and_clean_removes_the_rest()
    {
        string file = Path.Combine(_folder, "small.lab.yaml");
        File.WriteAllText(file, """
            name: small
            nodes:
              node02: { board: qemu-x64, ports: { ens33: { addresses: [192.168.101.202/24] } } }
            calico:
              - { apiVersion: projectcalico.org/v3, kind: Node, metadata: { name: node02 },
                  spec: { bgp: { ipv4Address: 192.168.101.202/24 } } }
            """);
        Lab("up", "-d", file).Must();
        string answer = Lab("exec", "node02", "--", "show", "clock").Must().Output;
        Assert.That(answer, Is.Not.Empty);
        int server = int.Parse(Run.Must("pgrep", "-f", "lab up " + file).Split('\n')[0]);
        Assert.That(Machines(), Has.Length.EqualTo(1));
        Run.Must("kill", "-9", server.ToString());
        Eventually.Holds("QEMU dies with its lab", () => Machines().Length == 0, s_patience,
            () => string.Join('\n', Machines()));
        string cleaned = Lab("clean").Must().Output;
        Assert.That(cleaned, Does.Contain("small.sock"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo((string[])[file]));
    }

    private ProcessResult Lab(params string[] words) => Run.Try(
        "env", ["ROUTER_LAB_DIR=" + _folder, RouterBoard.Program, "lab", .. words], s_patience);

    // Of this test's labs alone, and no zombies, whose command line is empty.
    private string[] Machines() => [.. Directory.GetDirectories("/proc")
        .Where(static process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
        .Select(CommandLine).Where(line => line.StartsWith("qemu-system", StringComparison.Ordinal)
            || line.StartsWith("/usr/bin/qemu-system", StringComparison.Ordinal))
        .Where(line => line.Contains(_folder, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
