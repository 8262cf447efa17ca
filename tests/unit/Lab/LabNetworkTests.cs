using System.Linq;
using NUnit.Framework;
using Router.Lab.Network;
using Router.Lab.Topology;
using Router.Sim;
using Router.Tests.Sim;
using Router.Wire;

namespace Router.Tests.Lab;

public sealed class LabNetworkTests
{
    [Test]
    public void Nodes_pods_and_links_come_in_the_order_of_the_file()
    {
        LabNetwork network = Build(LabText.Good);
        Assert.That(Enumerable.Range(0, network.Simulation.NodeCount).Select(i => network.Simulation.Node(i).Name),
            Is.EqualTo(new[] { "a", "b", "lan", "p" }));
        string pod = network.File.Pods[0].Interface;
        Assert.That(network.Simulation.Links.Select(l => l.Name),
            Is.EqualTo(new[] { "a:eth1-lan:x", "b:eth1-lan:y", $"p:eth0-a:{pod}" }));
        Assert.That(network.PortOf(new LabEndpoint("a", pod)), Is.EqualTo(1),
            "workload ports follow the declared ones");
        Assert.That(network.PortOf(new LabEndpoint("a", "eth9")), Is.EqualTo(-1));
    }

    [Test]
    public void Frames_cross_the_lan()
    {
        LabNetwork network = Build(LabText.Good);
        network.Simulation.RunUntil(Wires.Us(10_500));

        // One frame a millisecond from a's eth1, flooded to b: two wires of 50 µs.
        PingPongNode b = (PingPongNode)network.Simulation.Node(network.IdOf("b"));
        Assert.That(b.Received, Is.EqualTo(11));
        Assert.That(network.Pool.Available, Is.EqualTo(network.Pool.Capacity));
    }

    [Test]
    public void Faults_happen_and_heal_on_time()
    {
        LabNetwork network = Build(LabText.Good + """

            faults:
              - { at: 10ms, link: lan:y, carrier: down, for: 5ms }
              - { at: 20ms, link: a:eth1, impair: { delay: 3ms, backward: { mtu: 600 } }, for: 10ms }
              - { at: 25ms, link: a:eth1, impair: { loss: 1% } }
              - { at: 40ms, node: b, action: crash, for: 10ms }
            """);
        FaultSchedule.Apply(network);
        Assert.That(network.TryFindLink(new LabEndpoint("b", "eth1"), out Link? toB, out bool first), Is.True);
        Assert.That(first, Is.True);
        Assert.That(network.TryFindLink(new LabEndpoint("lan", "x"), out Link? toA, out first), Is.True);
        Assert.That(first, Is.False);
        Assert.That(CarrierAt(9), Is.True);
        Assert.That(CarrierAt(12), Is.False);
        Assert.That(CarrierAt(16), Is.True);
        network.Simulation.RunUntil(Wires.Ms(26));
        Impairment slow = Impairment.Cable with { Delay = Duration.FromMilliseconds(3), LossPpm = 10_000 };
        Assert.That(toA!.Forward.Impairment, Is.EqualTo(slow));
        Assert.That(toA.Backward.Impairment, Is.EqualTo(slow with { Mtu = 600 }));
        network.Simulation.RunUntil(Wires.Ms(31));
        Assert.That(toA.Backward.Impairment, Is.EqualTo(Impairment.Cable with { LossPpm = 10_000 }),
            "the other fault's loss stays");
        ISimNode before = network.Simulation.Node(network.IdOf("b"));
        Assert.That(CarrierAt(45), Is.False);
        Assert.That(network.Simulation.IsAlive(network.IdOf("b")), Is.False);
        Assert.That(CarrierAt(51), Is.True);
        Assert.That(network.Simulation.Node(network.IdOf("b")), Is.Not.SameAs(before));

        bool CarrierAt(long millisecond)
        {
            network.Simulation.RunUntil(Wires.Ms(millisecond));
            return toB!.Carrier;
        }
    }

    private static LabNetwork Build(string text) => new(LabText.Read(text), new Factory());

    private sealed class Factory : ILabNodeFactory
    {
        public ISimNode CreateNode(LabFile lab, LabNode node, IFramePool pool, ulong seed, Instant now) =>
            new PingPongNode(node.Name, pool, node.Name == "a" ? Duration.FromMilliseconds(1) : Duration.Zero);

        public ISimNode CreatePod(LabFile lab, LabPod pod, IFramePool pool, ulong seed, Instant now) =>
            new PingPongNode(pod.Name, pool, Duration.Zero);
    }
}
