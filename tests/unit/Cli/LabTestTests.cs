using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace Router.Tests.Cli;

/// <summary><c>lab test</c>, <c>run --check</c> and files with mistakes.</summary>
public sealed class LabTestTests
{
    private Cli _cli = null!;

    [SetUp]
    public void MakeFolder() => _cli = new Cli();

    [TearDown]
    public void RemoveFolder() => _cli.Dispose();

    [Test]
    public void A_shipped_lab_passes_with_the_same_digest_twice_and_writes_junit()
    {
        string file = Path.Combine(_cli.Folder, "results.xml");
        (int exitCode, string output, string error) = _cli.Run("lab", "test", "walkthrough", "--junit", file);
        Assert.That(exitCode, Is.Zero, output + error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.That(lines[^1], Does.Match("^digest [0-9a-f]{32} seed 42$"));
        Assert.That(lines[1..^1], Is.All.StartsWith("ok    "));

        (_, string again, _) = _cli.Run("lab", "test", "walkthrough");
        Assert.That(again, Is.EqualTo(output));
        string other = _cli.Run("lab", "test", "walkthrough", "--seed", "43").Output.TrimEnd('\n').Split('\n')[^1];
        Assert.That(other, Does.EndWith(" seed 43"));
        Assert.That(other.Split(' ')[1], Is.Not.EqualTo(lines[^1].Split(' ')[1]));

        XElement suite = XDocument.Load(file).Root!.Element("testsuite")!;
        Assert.That(suite.Attribute("name")!.Value, Is.EqualTo("walkthrough"));
        Assert.That(suite.Attribute("failures")!.Value, Is.EqualTo("0"));
        Assert.That(suite.Elements("testcase").Count(), Is.EqualTo(int.Parse(suite.Attribute("tests")!.Value,
            System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(lines[^1], Does.Contain(suite.Descendants("property")
            .Single(property => property.Attribute("name")!.Value == "digest").Attribute("value")!.Value));
    }

    [Test]
    public void A_check_that_does_not_hold_fails_the_run()
    {
        string shipped = File.ReadAllText(Path.Combine(Lab.LabText.Root, "emulator/labs/walkthrough.yaml"));
        string wrong = shipped.Replace(
            "expect: ping pod2 pod1 count 4 ttl 62", "expect: ping pod2 pod1 count 4 ttl 63", StringComparison.Ordinal);
        string path = _cli.Write("wrong.yaml", wrong);
        (int exitCode, string output, _) = _cli.Run("lab", "test", path, "--junit", path + ".xml");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match("(?m)^FAIL  pod2 pings pod1: "));
        XElement suite = XDocument.Load(path + ".xml").Root!.Element("testsuite")!;
        Assert.That(suite.Attribute("failures")!.Value, Is.EqualTo("1"));
        Assert.That(suite.Descendants("failure").Single().Value, Does.Match($@"^{path}:\d+:\d+$"));
    }

    [Test]
    public void A_bad_lab_names_file_line_column_and_what_was_expected_and_starts_nothing()
    {
        string path = _cli.Write("bad.yaml", """
            name: bad
            nodes:
              a: { ports: { eth0: { addresses: [10.0.0.256/24] } } }
            """);
        foreach (string[] command in new string[][] { ["lab", "up", path], ["lab", "up", "--detach", path],
            ["lab", "test", path] })
        {
            (int exitCode, string output, string error) = _cli.Run(command);
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(error, Does.Contain($"error: {path}:3:37: "));
            Assert.That(error, Does.Contain("expected"));
            Assert.That(output, Is.Empty);
        }

        Assert.That(Directory.Exists(Path.Combine(_cli.Folder, "labs")), Is.False, "no socket, no log, no folder");
        Assert.That(_cli.Run("lab", "up", "nosuch.yaml").Error, Does.StartWith("error: nosuch.yaml: cannot be read"));
        Assert.That(_cli.Run("lab", "ps").ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Run_check_reads_and_does_nothing_more()
    {
        _cli.Write("cluster.yaml", """
            apiVersion: projectcalico.org/v3
            kind: Node
            metadata: { name: node02 }
            spec: { bgp: { ipv4Address: 192.168.101.202/24 } }
            """);
        const string Good = """
            node: node02
            ports:
              - name: ens33
                nic: { kind: packet, interface: nosuch0 }
                addresses: [192.168.101.202/24]
            calico: [cluster.yaml]
            """;
        string good = _cli.Write("good.yaml", Good);
        (int exitCode, string output, string error) = _cli.Run("run", "--check", good);
        Assert.That(exitCode, Is.Zero, output + error);
        string bad = _cli.Write("bad.yaml", Good.Replace("kind: packet", "kind: paquet", StringComparison.Ordinal));
        (exitCode, _, error) = _cli.Run("run", "--check", bad);
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(error, Does.Contain($"{bad}:4:").And.Contain("expected"));
    }
}
