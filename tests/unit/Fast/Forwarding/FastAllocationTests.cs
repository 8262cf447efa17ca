using System;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>The fast path allocates nothing, neither for packets nor when it learns and forgets.</summary>
public sealed class FastAllocationTests
{
    private const int Batch = 64;

    [TestCase("10.0.0.2", "10.0.2.2", TestName = "Forward_on_a_link")]
    [TestCase("10.0.0.2", "192.168.7.7", TestName = "Forward_by_one_of_several")]
    [TestCase("10.0.2.2", "172.17.0.9", TestName = "Encapsulate_in_batches")]
    public void Packets(string source, string destination) => Measure(
        source.StartsWith("10.0.2", StringComparison.Ordinal) ? 4 : 0,
        Tests.Support.Packets.Udp(source, destination),
        static (_, _) => { });

    [Test]
    public void Decapsulate_in_batches() =>
        Measure(0, Tests.Support.Packets.Ipip("10.0.0.2", "10.0.0.1",
            Tests.Support.Packets.Udp("172.17.0.9", "10.0.2.2")), static (_, _) => { });

    [Test]
    public void Learning_anew_before_each_batch() => Measure(
        0,
        Tests.Support.Packets.Udp("10.0.0.2", "10.0.2.2"),
        static (core, now) => core.Neighbours.AddStatic(
            4, Ipv4Address.Parse("10.0.2.2"), Tests.Support.Packets.PeerMac, now));

    private static void Measure(int port, byte[] packet, Action<RouterCore, Instant> before)
    {
        using var pool = new NativeFramePool(2 * Batch);
        var core = new RouterCore(
            new CoreOptions
            {
                CreateFib = static () => new SliceFib(),
                Ipip = new IpipOptions
                {
                    Enabled = true,
                    NodeAddress = Ipv4Address.Parse("10.0.0.1"),
                    AllowedSources = [Prefix.Parse("10.0.0.0/24")],
                },
            },
            pool,
            seed: 3);
        TwinBoards.Build(core);
        var now = new Instant(1);
        foreach ((int at, string address) in new[] { (0, "10.0.0.2"), (1, "10.0.1.2"), (4, "10.0.2.2") })
        {
            core.Neighbours.AddStatic(at, Ipv4Address.Parse(address), Tests.Support.Packets.PeerMac, now);
        }

        using var forwarder = new BatchForwarder(core, pool);
        byte[] frame = Tests.Support.Packets.Ethernet(
            core.Port(port)!.Mac, Tests.Support.Packets.PeerMac, EtherType.Ipv4, packet);
        var batch = new Frame[Batch];
        long fast = 0;
        long Round(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < Batch; i++)
                {
                    pool.TryRent(out batch[i]);
                    batch[i].Length = frame.Length;
                    frame.CopyTo(pool.Octets(batch[i]));
                }

                before(core, now);
                fast += forwarder.Process(port, batch, now);
                foreach (int busy in forwarder.Busy)
                {
                    foreach (Frame output in forwarder.Output(busy))
                    {
                        pool.Return(output);
                    }
                }

                forwarder.Clear();
            }

            return fast;
        }

        Assert.That(Round(200), Is.EqualTo(200 * Batch), "all of them go the fast way");
        Assert.That(Allocation.Of(() => Round(500)), Is.Zero);
        Assert.That(core.Counters.IsConserved(), Is.True);
        core.Dispose();
    }
}
