using System;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Two Linux kernels with their own ipip and BIRD 1.6, no part of ours between them. It shows what our board is
/// compared with, and that the harness itself tells the truth.
/// </summary>
[TestFixture]
public sealed class ReferencePictureTests
{
    [Test]
    public void Pod_reaches_pod_through_two_kernels()
    {
        using Cleanup made = new();
        Lan lan = made.Own(new Lan());
        KernelNode node01 = made.Own(new KernelNode(lan, "tap1", 1, Cluster.Node01, Cluster.Pod01));
        KernelNode node02 = made.Own(new KernelNode(lan, "tap2", 2, Cluster.Node02, Cluster.Pod02));
        TestContext.Out.WriteLine($"boot: {node01.Vm.BootTime}, {node02.Vm.BootTime}");
        WireCapture wire = made.Own(new WireCapture(lan.Place, "tap2"));
        node01.StartBird(Cluster.Node01, Cluster.Node02, Cluster.Block01, 100);
        node02.StartBird(Cluster.Node02, Cluster.Node01, Cluster.Block02, 100);

        const string Expected = "172.173.55.0/26 via 192.168.101.201 dev tunl0 proto bird onlink";
        Eventually.Holds(
            "node02's kernel has the route to node01's block",
            () => node02.Routes.Contains(Expected, StringComparison.Ordinal)
                && node01.Routes.Contains(Cluster.Block02 + " via", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            () => node02.Routes + node02.Vm.Try("cat /run/*.log; birdcl -s /run/bird.ctl show protocols all").Output);

        ProcessResult ping = node02.Vm.Try($"ip netns exec pod ping -n -c 4 -i 0.2 {Cluster.Pod01}");
        Ping.AssertAnswered(ping, 4, 62);

        wire.Stop();
        Assert.Multiple(() =>
        {
            // The reference's section 2.1: outer TTL copied after the decrement, outer DF the inner's, TOS 0.
            Assert.That(wire.Count("ip.proto == 4 && icmp.type == 8 && ip.ttl == 63"), Is.EqualTo(4));
            Assert.That(
                wire.BgpMessages(Cluster.Node02)[0],
                Is.EqualTo(GoldenMessages.Read("open.node02")),
                "stock BIRD 1.6.8 opens as the golden file says");
        });
    }
}
