using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Lab.Engine;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>
/// Whatever happens to a lab, at the end every frame is accounted for on every node and cable, and every slot of the
/// shared pool is where somebody can name it. The same seed gives the same digest, another seed another.
/// </summary>
public sealed class LabConservationTests
{
    [TestCase("walkthrough")]
    [TestCase("walkthrough-bgp")]
    [TestCase("crosssubnet")]
    public void Shipped_labs(string name)
    {
        string yaml = TestLab.Shipped(name);
        string digest = Play(yaml, 7);
        Assert.That(Play(yaml, 7), Is.EqualTo(digest));
        Assert.That(Play(yaml, 8), Is.Not.EqualTo(digest));
    }

    /// <summary>On no cable and at no time does anything tell whether boards take the fast path.</summary>
    [TestCase("walkthrough")]
    [TestCase("walkthrough-bgp")]
    [TestCase("crosssubnet")]
    public void Shipped_labs_by_the_fast_path(string name)
    {
        string yaml = TestLab.Shipped(name);
        Assert.That(Play(yaml, 7, fast: true), Is.EqualTo(Play(yaml, 7)));
    }

    [Test]
    public void Generated_labs([Range(1, 12)] int seed)
    {
        string yaml = LabVariants.Generate((ulong)seed);
        string digest = Play(yaml, (ulong)seed);
        Assert.That(Play(yaml, (ulong)seed), Is.EqualTo(digest));
        Assert.That(Play(yaml, (ulong)seed + 1000), Is.Not.EqualTo(digest));
    }

    private static string Play(string yaml, ulong seed, bool fast = false)
    {
        var lab = new TestLab(yaml, seed, fast);
        lab.RunTo(4.5);
        Start(lab, "pod2", "172.173.55.45 -i 0.05 -s 56");
        Start(lab, "pod2", "172.173.55.45 -i 0.07 -s 1392 -M do");
        Start(lab, "pod1", "172.165.231.156 -i 0.11 -s 1412 -M dont");
        Start(lab, "pod1", "172.165.231.156 -i 0.13 -t 1");
        Start(lab, "pod2", "172.173.55.44 -i 0.3");
        Start(lab, "node02", "192.168.101.201 -i 0.09 -s 3000 -M dont");
        Start(lab, "gw", "172.173.55.45 -i 0.4");
        for (int i = 0; i < 30; i++)
        {
            SendForgedTunnelPacket(lab);
            lab.RunTo(4.6 + (i * 0.2));
        }

        Assert.That(lab.Lab.Unbalanced(), Is.Empty, "in the middle of things");
        lab.RunTo(14);
        string digest = lab.Simulation.Digest.ToString();
        Assert.That(lab.Lab.Unbalanced(), Is.Empty);
        RouterCore node01 = lab.Lab.Find("node01")!.Host.Core;
        DropReason reason = node01.Tunnel.Enabled ? DropReason.IpipSource : DropReason.IpipDisabled;
        Assert.That(node01.Counters.Received, Is.GreaterThan(100));
        Assert.That(node01.Counters.Dropped(reason), Is.Positive, "gw is no node: its tunnel packets are refused");
        AssertNoSlotIsLost(lab);
        return digest;
    }

    private static void Start(TestLab lab, string host, string arguments)
    {
        LabHost found = lab.Lab.Find(host)!;
        found.Execute("ping " + arguments, lab.Simulation.Now);
        lab.Lab.Wake(found);
    }

    // The router on the LAN plays a stranger who speaks IPIP.
    private static void SendForgedTunnelPacket(TestLab lab)
    {
        LabHost gw = lab.Lab.Find("gw")!;
        if (lab.Lab.IsRunning(gw))
        {
            var send = new IpSend { Destination = Ipv4Address.Parse("192.168.101.201"), Protocol = IpProtocol.Ipip };
            gw.Host.Core.Send(send, Packets.Echo("172.165.231.156", "172.173.55.45"), lab.Simulation.Now);
            lab.Lab.Wake(gw);
        }
    }

    // When every node has gone, nobody can hold a frame: the pool must be whole.
    private static void AssertNoSlotIsLost(TestLab lab)
    {
        foreach (string name in lab.Lab.File.Nodes.Select(node =>
            node.Name).Concat(lab.Lab.File.Pods.Select(pod => pod.Name)))
        {
            lab.Lab.Network.Crash(name);
        }

        Assert.That(lab.Lab.Network.Pool.Available, Is.EqualTo(lab.Lab.Network.Pool.Capacity), "slots of the pool");
        Assert.That(lab.Lab.Unbalanced(), Is.Empty, "what nodes held when they went is counted");
    }
}
