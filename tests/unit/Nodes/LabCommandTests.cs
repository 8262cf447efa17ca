using System;
using System.Text;
using NUnit.Framework;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>Commands of a running lab whose hosts come and go.</summary>
public sealed class LabCommandTests
{
    [Test]
    public void A_capture_of_an_idle_pod_ends_when_it_is_interrupted()
    {
        TestLab lab = TestLab.Ready();
        ConsoleJob job = lab.Start("capture pod1:eth0");
        var text = new StringBuilder();
        Assert.That(job.Poll(lab.Simulation.Now, text), Is.False);
        job.Cancel();
        Assert.That(job.Poll(lab.Simulation.Now, text), "although the pod itself has nothing to do");
        Assert.That(lab.Lab.Find("pod1")!.Host.Captures.Active, Is.False);
    }

    [Test]
    public void A_capture_has_each_frame_with_its_direction_and_why_it_was_dropped()
    {
        TestLab lab = TestLab.Ready();
        ConsoleJob job = lab.Start("capture node02:cali0f418edccea");
        lab.Execute("ping pod2 pod1 -c 1");
        lab.Execute("ping pod2 172.165.231.180 -c 1 -W 1");
        var text = new StringBuilder();
        job.Poll(lab.Simulation.Now, text);
        string[] frames = text.ToString().TrimEnd('\n').Split('\n');
        string[] ip = Array.FindAll(frames,
            line => Convert.FromBase64String(line.Split(' ')[2]).AsSpan(12, 2).SequenceEqual<byte>([8, 0]));
        Assert.That(Array.ConvertAll(ip, line => line.Split(' ')[1]), Is.EqualTo(new[] { "in", "out", "in" }));
        Assert.That(ip[^1], Does.EndWith(" blackhole"));
        byte[] reply = Convert.FromBase64String(ip[1].Split(' ')[2]);
        Assert.That(reply.AsSpan(6, 6).ToArray(), Is.EqualTo(new byte[] { 0xee, 0xee, 0xee, 0xee, 0xee, 0xee }));
        Assert.That(reply[22], Is.EqualTo(62));
    }

    [Test]
    public void A_command_ends_with_the_host_it_ran_on()
    {
        TestLab lab = TestLab.Ready();
        ConsoleJob job = lab.Start("ping pod2 pod1");
        lab.RunTo(7);
        lab.Lab.Network.Crash("pod2");
        var text = new StringBuilder();
        Assert.That(job.Poll(lab.Simulation.Now, text));
        Assert.That(text.ToString(), Does.EndWith("pod2 went down\n"));
        Assert.That(job.ExitCode, Is.EqualTo(1));
        foreach (string command in new[]
            { "ping pod2 pod1 -c 1", "exec pod2 ip route", "trace pod2 pod1", "capture pod2:eth0" })
        {
            Assert.That(lab.Execute(command), Is.EqualTo((1, "pod2 is down\n")), command);
        }
    }

    [Test]
    public void A_restarted_node_is_another_node()
    {
        TestLab lab = TestLab.Ready();
        ConsoleJob job = lab.Start("exec node02 ping 192.168.101.201");
        lab.Lab.Network.Restart("node02");
        lab.RunTo(10);
        Assert.That(job.Poll(lab.Simulation.Now, new StringBuilder()), "the old one is gone");
        Assert.That(lab.Lab.IsReady, "the new one has its sessions");
        Assert.That(lab.Execute("ping pod2 pod1 -c 1").ExitCode, Is.Zero);
    }

    [Test]
    public void Ps_tells_who_is_up()
    {
        var lab = new TestLab(TestLab.Shipped());
        Assert.That(lab.Text("ps"), Does.Match(@"node02 +board +192\.168\.101\.202/24 +0/2 +converging\n"));
        Assert.That(lab.Execute("wait"), Is.EqualTo((0, string.Empty)));
        Assert.That(lab.Text("ps"), Does.Match(@"node02 +board +192\.168\.101\.202/24 +2/2 +running\n"));
        Assert.That(lab.Text("ps"), Does.Match(@"pod2 +pod +172\.165\.231\.156/32 +- +on node02 by cali0f418edccea\n"));
        lab.Lab.Network.Crash("node02");
        Assert.That(lab.Text("ps"), Does.Match(@"node02 +board +\S+ +\S+ +crashed\n"));
    }

    [Test]
    public void Waiting_gives_up_after_a_minute_and_names_who_is_missing()
    {
        var lab = new TestLab(TestLab.WithoutChecks("walkthrough")
            + "faults:\n  - { at: 0s, link: node01:ens33, carrier: down }\n");
        (int exitCode, string text) = lab.Execute("wait");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Is.EqualTo("not every session is up: see the log of master, node01, node02\n"));
        Assert.That(lab.Simulation.Now - Instant.Zero, Is.InRange(Duration.FromSeconds(60), Duration.FromSeconds(61)));
    }

    [Test]
    public void Down_and_wrong_words()
    {
        TestLab lab = TestLab.Ready();
        Assert.That(lab.Execute("exec node09 ip route").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("exec node02").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("exec node02 reboot").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("capture node02").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("capture node02:eth9").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("log nobody").ExitCode, Is.EqualTo(2));
        Assert.That(lab.IsDown, Is.False);
        Assert.That(lab.Execute("down").ExitCode, Is.Zero);
        Assert.That(lab.IsDown);
    }
}
