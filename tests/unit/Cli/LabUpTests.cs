using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using NUnit.Framework;

namespace Router.Tests.Cli;

/// <summary>One detached lab, and every command that talks to it.</summary>
public sealed class LabUpTests
{
    private Cli _cli = null!;
    private string _printed = string.Empty;

    [OneTimeSetUp]
    public void Up()
    {
        _cli = new Cli();
        (int exitCode, string output, string error) = _cli.Run("lab", "up", "--detach");
        Assert.That(exitCode, Is.Zero, output + error);
        _printed = output;
    }

    [OneTimeTearDown]
    public void Down()
    {
        (int exitCode, string output, _) = _cli.Run("lab", "down");
        Assert.That((exitCode, output), Is.EqualTo((0, "lab walkthrough is down\n")));
        for (int i = 0; i < 200 && Directory.GetFiles(Path.Combine(_cli.Folder, "labs"), "*.sock").Length > 0; i++)
        {
            System.Threading.Thread.Sleep(20);
        }

        Assert.That(Directory.GetFiles(Path.Combine(_cli.Folder, "labs"), "*.sock"), Is.Empty, "the socket is gone");
        (exitCode, _, string error) = _cli.Run("lab", "down");
        Assert.That((exitCode, error), Is.EqualTo((1, "router: no lab runs: start one with 'router lab up'\n")));
        _cli.Dispose();
    }

    [Test]
    public void Prints_a_table_of_nodes_with_every_session_up_and_what_to_do_next()
    {
        Assert.That(_printed, Does.Match(@"(?m)^master +board +192\.168\.101\.100/24 +2/2 +running$"));
        Assert.That(_printed, Does.Match(@"(?m)^node01 +board +192\.168\.101\.201/24 +2/2 +running$"));
        Assert.That(_printed, Does.Match(@"(?m)^node02 +board +192\.168\.101\.202/24 +2/2 +running$"));
        Assert.That(_printed, Does.Match(@"(?m)^lab walkthrough: ready after \d+\.\d\d s; time paced, seed 42, 3 "
            + "boards"));
        Assert.That(_printed, Does.Contain("./router lab ping pod2 pod1 -c 4\n"));
    }

    [Test]
    public void A_second_one_of_that_name_is_refused()
    {
        (int exitCode, _, string error) = _cli.Run("lab", "up", "--detach");
        Assert.That((exitCode, error),
            Is.EqualTo((1, "router: lab walkthrough runs already; 'router lab -n walkthrough down' ends it\n")));
        (exitCode, _, error) = _cli.Run("lab", "up");
        Assert.That((exitCode, error),
            Is.EqualTo((1, "router: lab walkthrough runs already; 'router lab -n walkthrough down' ends it\n")));
    }

    [Test]
    public void Ping_prints_and_exits_as_ping_does()
    {
        (int exitCode, string output, _) = _cli.Run("lab", "ping", "pod2", "pod1", "-c", "2", "-i", "0.05");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("icmp_seq=2 ttl=62 time="));
        Assert.That(output, Does.Contain("2 packets transmitted, 2 received, 0% packet loss"));
        (exitCode, output, _) =
            _cli.Run("lab", "ping", "-n", "walkthrough", "pod2", "172.165.231.180", "-c", "1", "-W", "0.2");
        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.EndWith("0ms\n\n"), "the empty line of iputils is not lost on the way");
        Assert.That(_cli.Run("lab", "ping", "pod2", "pod1", "-M", "perhaps").ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Exec_passes_words_and_exit_codes()
    {
        (int exitCode, string output, _) = _cli.Run("lab", "exec", "node02", "--", "route", "-n");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output.Split('\n')[1], Does.StartWith("Destination     Gateway "));
        (exitCode, output, _) =
            _cli.Run("lab", "-n", "walkthrough", "exec", "node02", "--", "ip", "route", "-o", "json");
        Assert.That(exitCode, Is.Zero);
        Assert.That(JsonDocument.Parse(output).RootElement.GetArrayLength(), Is.EqualTo(6));
        Assert.That(_cli.Run("lab", "exec", "node02", "--", "reboot").ExitCode, Is.EqualTo(2));
        (exitCode, _, string error) = _cli.Run("lab", "-n", "other", "ps");
        Assert.That((exitCode, error), Is.EqualTo((1, "router: lab other does not run; these do: walkthrough\n")));
        string socket = Path.Combine(_cli.Folder, "labs", "walkthrough.sock");
        Assert.That(_cli.Run("exec", "--control", socket, "--", "ps").Output, Does.Contain("node02"));
    }

    [Test]
    public void Ps_links_log_and_trace_answer()
    {
        Assert.That(JsonDocument.Parse(_cli.Run("lab", "ps", "-o", "json").Output).RootElement.GetArrayLength(),
            Is.EqualTo(7));
        Assert.That(_cli.Run("lab", "links").Output, Does.Match(@"(?m)^master:ens33-lan:p1 +up "));
        Assert.That(_cli.Run("lab", "log", "node02").Output, Does.Contain("Established"));
        Assert.That(_cli.Run("lab", "wait").ExitCode, Is.Zero);
        (int exitCode, string output, _) = _cli.Run("lab", "trace", "pod2", "pod1");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("TTL: pod2 64 -> node02 64 -> node01 63 -> pod1 62"));
    }

    [Test]
    public void A_capture_opens_in_tshark_without_a_warning()
    {
        string file = Path.Combine(_cli.Folder, "node02.pcapng");
        using Process capture = _cli.Start("lab", "capture", "node02:ens33", "-w", file, "-c", "30");
        Assert.That(capture.StandardError.ReadLine(), Is.EqualTo("capturing node02:ens33; Ctrl-C ends"));
        Assert.That(_cli.Run("lab", "ping", "pod2", "pod1", "-c", "20", "-i", "0.05").ExitCode, Is.Zero);
        Assert.That(capture.WaitForExit(TimeSpan.FromSeconds(20)), "ends after the frames asked for");
        Assert.That(capture.ExitCode, Is.Zero);
        if (!File.Exists("/usr/bin/tshark"))
        {
            Assert.Fail("tshark is missing: ./test installs it as root, or apt-get install tshark");
        }

        var start = new ProcessStartInfo("tshark", ["-r", file, "-Y", "icmp", "-T", "fields", "-E", "separator=,",
            "-e", "ip.src", "-e", "ip.dst", "-e", "ip.ttl", "-e", "ip.checksum.status"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-o");
        start.ArgumentList.Add("ip.check_checksum:TRUE");
        start.Environment["LC_ALL"] = "C";
        using Process tshark = Process.Start(start)!;
        string[] lines = tshark.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n');
        string warnings = string.Join('\n', Array.FindAll(
            tshark.StandardError.ReadToEnd().Split('\n'),
            line => line.Length > 0 && !line.StartsWith("Running as user", StringComparison.Ordinal)));
        tshark.WaitForExit();
        Assert.That((tshark.ExitCode, warnings), Is.EqualTo((0, string.Empty)));
        Assert.That(lines[0], Is.EqualTo("192.168.101.202,172.165.231.156,192.168.101.201,172.173.55.45,63,63,1,1"));
    }
}
