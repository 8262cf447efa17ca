using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>What Calico does with iptables and our board by itself: no tunnel for strangers (calico.md 2.2).</summary>
[NonParallelizable]
[TestFixture]
public sealed class TunnelSourceTests
{
    [Test]
    public void Packets_from_an_unknown_node_are_dropped_and_counted()
    {
        using Cleanup made = new();
        TunnelPair pair = made.Own(new TunnelPair(kernelAsNode02: false));
        BoardWithPod node02 = (BoardWithPod)pair.Node02;
        Ping.AssertAnswered(pair.PingFromPod01($"-c 2 -i 0.2 {Cluster.Pod02}"), 2, 62);

        // All as before but for the outer source.
        KernelVm vm = pair.Node01.Vm;
        vm.Must("ip addr add 192.168.101.99/32 dev eth0");
        vm.Must("ip link add stranger type ipip local 192.168.101.99 remote 192.168.101.202");
        vm.Must($"ip link set stranger up && ip route add {Cluster.Pod02}/32 dev stranger");
        WireCapture podSide = made.Own(new WireCapture(node02.Pod, "eth0"));
        long before = node02.Board.Dropped("ipip_source");
        ProcessResult ping = pair.PingFromPod01($"-c 5 -i 0.2 -W 1 {Cluster.Pod02}");

        podSide.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(ping.Output, Does.Contain("5 packets transmitted, 0 received"));
            Assert.That(podSide.Count("icmp.type == 8"), Is.Zero, "nothing reached the pod");
            Assert.That(node02.Board.Dropped("ipip_source") - before, Is.EqualTo(5));
        });
    }
}
