using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using NUnit.Framework;
using Router.Tests.Calico;
using Router.Tests.Hal;

namespace Router.Tests.Boards;

/// <summary><c>router run</c> as a process on veth interfaces in a network namespace of its own.</summary>
[NonParallelizable]
public sealed partial class RunningBoardTests
{
    [TestCase(0)]
    [TestCase(2)]
    public void A_reload_applies_differences_a_lost_interface_comes_back_and_the_end_is_clean(int workers) =>
        PrivateNetwork.Run(() =>
        {
            using var cli = new Router.Tests.Cli.Cli();
            File.Copy(Cluster.DataPath("walkthrough/cluster.yaml"), Path.Combine(cli.Folder, "cluster.yaml"));
            PrivateNetwork.Ip("link add va type veth peer name vb");
            PrivateNetwork.Ip("link add wa type veth peer name wb");
            PrivateNetwork.Ip("link set wa up");
            string node01 = cli.Write("node01.yaml", RunFile("node01", "va", "192.168.101.201"));
            string node02 = cli.Write(
                "node02.yaml", RunFile("node02", "vb", "192.168.101.202") + $"workers: {workers}\n");
            using var first = new Running(cli, node01);
            using var second = new Running(cli, node02);
            second.Await("Mesh_192_168_101_201: OpenConfirm -> Established");

            File.AppendAllText(node02, "routes: [{ to: 10.9.0.0/16, via: 192.168.101.1 }]\n");
            File.WriteAllText(node02, File.ReadAllText(node02).Replace(
                "calico:",
                "  - { name: pod, nic: { kind: packet, interface: wb }, " +
                "workload: { addresses: [172.165.231.156] } }\n" +
                "calico:", StringComparison.Ordinal));
            second.Signal("HUP");
            second.Await("reload: ports: 1 added; routes: 1 added");
            Assert.That(cli.Run("exec", "--control", "node02.sock", "--", "ip", "route").Output,
                Does.Contain("10.9.0.0/16 via 192.168.101.1 dev eth0 proto static")
                    .And.Contain("172.165.231.156 dev pod scope link"));

            PrivateNetwork.Ip("link del wa");
            second.Await("port pod: wb: the interface is gone");
            PrivateNetwork.Ip("link add wa type veth peer name wb");
            PrivateNetwork.Ip("link set wa up");
            second.Await("port pod: wb is back");

            string good = File.ReadAllText(node02);
            File.WriteAllText(node02, good.Replace($"workers: {workers}", "workers: 3", StringComparison.Ordinal));
            second.Signal("HUP");
            second.Await($"reload refused, nothing changed: {workers} workers became 3: ");
            File.WriteAllText(node02, good + "nonsense: 1\n");
            second.Signal("HUP");
            second.Await("unknown key 'nonsense'");
            second.Await("reload refused, nothing changed");
            Assert.That(second.Log, Does.Not.Contain("Established ->"), "the session went on through all of it");

            var clock = Stopwatch.StartNew();
            second.Signal("TERM");
            Assert.That(second.Exit(), Is.Zero);
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
            first.Await("received Cease: Administrative Shutdown: \"node02 shuts down\"");
            Assert.That(File.Exists(Path.Combine(cli.Folder, "node02.sock")), Is.False);
            Assert.That(PrivateNetwork.Execute("ip", "-d link show vb"), Does.Contain("promiscuity 0"));
            first.Signal("TERM");
            Assert.That(first.Exit(), Is.Zero);
        });

    [TestCase(0)]
    [TestCase(2)]
    public void Metrics_are_what_a_scraper_reads(int workers) => PrivateNetwork.Run(() =>
    {
        using var cli = new Router.Tests.Cli.Cli();
        File.Copy(Cluster.DataPath("walkthrough/cluster.yaml"), Path.Combine(cli.Folder, "cluster.yaml"));
        PrivateNetwork.Ip("link set lo up");
        PrivateNetwork.Ip("link add va type veth peer name vb");
        using var board = new Running(
            cli, cli.Write("node01.yaml", RunFile("node01", "va", "192.168.101.201") +
            $"metrics: 127.0.0.1:9101\nworkers: {workers}\n"));
        board.Await("is up");

        // One who connects and says nothing keeps nobody else waiting.
        using var silent = new TcpClient("127.0.0.1", 9101);
        using var client = new TcpClient("127.0.0.1", 9101);
        client.GetStream().Write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8);
        string answer = new StreamReader(client.GetStream(), Encoding.UTF8).ReadToEnd();
        string[] parts = answer.Split("\r\n\r\n", 2);
        Assert.That(parts[0], Does.StartWith("HTTP/1.1 200 OK").And.Contain("text/plain; version=0.0.4"));
        AssertExposition(parts[1]);
        Assert.That(parts[1],
            Does.Contain("router_bgp_peer_up{peer=\"192.168.101.202\",name=\"Mesh_192_168_101_202\"} 0"));
        board.Signal("TERM");
        Assert.That(board.Exit(), Is.Zero);
    });

    [Test]
    public void A_bad_start_says_which_port_and_leaves_nothing_behind() => PrivateNetwork.Run(() =>
    {
        using var cli = new Router.Tests.Cli.Cli();
        File.Copy(Cluster.DataPath("walkthrough/cluster.yaml"), Path.Combine(cli.Folder, "cluster.yaml"));
        string file = cli.Write("node01.yaml", RunFile("node01", "missing0", "192.168.101.201"));
        (int exit, _, string error) = cli.Run("run", file);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(error, Does.StartWith("router: port eth0: missing0: there is no such interface"));
        Assert.That(File.Exists(Path.Combine(cli.Folder, "node01.sock")), Is.False);
        (exit, string plan, _) = cli.Run("run", "--check", file);
        Assert.That(exit, Is.Zero);
        Assert.That(plan, Does.Contain("node node01: 192.168.101.201/24, AS 64512, generation auto")
            .And.Contain("own blocks: 172.173.55.0/26").And.Contain("this machine has no interface missing0 now"));
        string cores = cli.Write(
            "cores.yaml", RunFile("node01", "lo", "192.168.101.201") + "workers: 1\ncores: [1023]\n");
        (exit, _, error) = cli.Run("run", cores);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(error, Does.StartWith("router: cores: a worker cannot run on core 1023: this process may use ")
            .And.Contain("name some of those, or leave 'cores' out"));
        string many = cli.Write("many.yaml", RunFile("node01", "lo", "192.168.101.201") + "workers: 32\n");
        (exit, plan, _) = cli.Run("run", "--check", many);
        Assert.That(exit, Is.Zero);
        Assert.That(plan, Does.Contain("workers: 32\n"));
        int here = Router.Hal.Linux.ThreadScheduling.AllowedCores().Count;
        Assert.That(plan.Contains($"warning: 32 workers share {here} cores"), Is.EqualTo(here is > 1 and < 32), plan);
        (exit, _, error) = cli.Run("exec", "--control", "node01.sock", "--", "ip", "route");
        Assert.That((exit, error.Trim()),
            Is.EqualTo((1, "router: node01.sock: there is no such socket: is the board running?")));
    });

    // Text format 0.0.4: HELP and TYPE once before the samples of a name, no series twice, labels quoted.
    private static void AssertExposition(string text)
    {
        var types = new Dictionary<string, string>();
        var series = new HashSet<string>();
        string current = "";
        Assert.That(text, Does.EndWith("\n"));
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            string[] words = line.Split(' ', 4);
            if (words[0] == "#")
            {
                current = words[2];
                Assert.That(words[1] == "HELP" ? !types.ContainsKey(current) : types.TryAdd(current, words[3]), line);
                continue;
            }

            Match sample = Sample.Match(line);
            Assert.That(sample.Success, line);
            Assert.That(sample.Groups[1].Value, Is.EqualTo(current), "samples of one name stay together");
            Assert.That(series.Add(sample.Groups[1].Value + sample.Groups[2].Value), line);
            Assert.That(types[current], Is.EqualTo(current.EndsWith("_total", StringComparison.Ordinal)
                ? "counter" : "gauge"), line);
        }

        Assert.That(series, Has.Count.GreaterThan(30));
    }

    [GeneratedRegex("""^([a-z_]+)((?:\{[a-z]+="(?:[^"\\]|\\[\\"n])*"(?:,[a-z]+="(?:[^"\\]|\\[\\"n])*")*\})?) -?\d+$""")]
    private static partial Regex Sample { get; }

    private static string RunFile(string node, string device, string address) => $$"""
        node: {{node}}
        ports:
          - { name: eth0, nic: { kind: packet, interface: {{device}} }, addresses: [{{address}}/24] }
        calico: [cluster.yaml]
        control: {{node}}.sock

        """;

    /// <summary>A board as a process whose log is read while it runs.</summary>
    private sealed class Running : IDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

        private readonly Process _process;
        private readonly StringBuilder _log = new();

        public Running(Router.Tests.Cli.Cli cli, string file)
        {
            _process = cli.Start("run", file);
            _process.StandardInput.Close();
            _process.ErrorDataReceived += (_, line) =>
            {
                lock (_log)
                {
                    _log.Append(line.Data).Append('\n');
                }
            };
            _process.BeginErrorReadLine();
        }

        public string Log
        {
            get
            {
                lock (_log)
                {
                    return _log.ToString();
                }
            }
        }

        public void Await(string text)
        {
            var clock = Stopwatch.StartNew();
            while (!Log.Contains(text, StringComparison.Ordinal))
            {
                Assert.That(clock.Elapsed < s_patience && !_process.HasExited, Is.True, $"no '{text}' in\n{Log}");
                Thread.Sleep(20);
            }
        }

        public void Signal(string name) => PrivateNetwork.Execute("kill", $"-{name} {_process.Id}");

        public int Exit()
        {
            Assert.That(_process.WaitForExit(s_patience), Is.True, Log);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
