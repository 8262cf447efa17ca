using System;
using System.Linq;
using System.Threading;
using CsCheck;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>Whatever arrives: nothing throws, every frame ends in one counter, every slot comes home.</summary>
public sealed class ConservationTests
{
    private static readonly byte[][] s_seeds =
    [
        Packets.Echo("172.165.231.156", "172.173.55.45"),
        Packets.Udp("172.165.231.156", "172.173.55.45", 1470),
        Packets.Udp("192.168.101.201", "172.165.231.156", 100, ttl: 1),
        Packets.Udp("192.168.101.50", "192.168.101.202", 100),
        Packets.Ipip("192.168.101.201", "192.168.101.202", Packets.Echo("172.173.55.45", "172.165.231.156")),
        Packets.Ipip("192.168.101.201", "192.168.101.202", Packets.Udp("172.173.55.45", "172.165.231.156", 1400)),
        Packets.Ip("192.168.101.201", "192.168.101.202", 17, new byte[640], more: true),
        Packets.Ip("192.168.101.201", "192.168.101.202", 17, new byte[640], offset: 640),
        Packets.Ip("192.168.101.9", "192.168.101.202", 1, Packets.Icmp(3, 4, 900,
            Packets.Ipip("192.168.101.202", "192.168.101.201", Packets.Udp("172.165.231.156", "172.173.55.45", 1300)))),
        Packets.Ip("172.165.231.156", "172.173.55.45", 17, new byte[40],
            options: [148, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0]),
        Packets.Ip("192.168.101.201", "172.165.231.1", 6, new byte[40]),
    ];

    private static readonly byte[][] s_arps =
    [
        Packets.Arp(1, Packets.PeerMac, "192.168.101.77", "192.168.101.202"),
        Packets.Arp(2, Packets.PeerMac, "192.168.101.78", "192.168.101.202"),
        Packets.Arp(1, Packets.PeerMac, "172.165.231.156", "169.254.1.1"),
    ];

    private long _encapsulated;
    private long _decapsulated;
    private long _reassembled;
    private long _errors;

    [Test]
    public void Every_frame_ends_in_one_counter()
    {
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, s_seeds.Length - 1], Gen.Int[0, 5000], Gen.Byte, Gen.Int[0, 1700],
            Gen.Int[0, 9])
            .Array[1, 60].Sample(
            steps =>
            {
                CoreHarness harness = TunnelTests.Node02();
                harness.Accept = packet => packet.Ttl % 3 != 0;
                foreach ((int kind, int seed, int position, byte value, int length, int wait) in steps)
                {
                    Step(harness, kind, seed, position, value, length, wait);
                }

                harness.Poll();
                harness.Advance(Duration.FromSeconds(40));
                harness.Advance(Duration.FromSeconds(40));
                Assert.That(harness.Core.Counters.Held, Is.Zero);
                Assert.That(harness.Pool.Available, Is.EqualTo(harness.Pool.Capacity), "a slot leaked");
                Interlocked.Add(ref _encapsulated, harness.Core.Counters.Encapsulated);
                Interlocked.Add(ref _decapsulated, harness.Core.Counters.Decapsulated);
                Interlocked.Add(ref _reassembled, harness.Core.Counters.Reassembled);
                Interlocked.Add(ref _errors, harness.Core.Counters.IcmpErrorsSent);
            },
            iter: 400);

        // Noise that never gets past the first check would prove little.
        Assert.That(
            new[] { _encapsulated, _decapsulated, _reassembled, _errors }, Is.All.GreaterThan(10));
    }

    private static void Step(CoreHarness harness, int kind, int seed, int position, byte value, int length, int wait)
    {
        int port = position & 1;
        switch (kind)
        {
            case 0:
                harness.ReceiveFrame(port, Packets.Pattern(length).Select(octet => (byte)(octet * value)).ToArray());
                break;
            case 1:
                harness.ReceiveArp(port, Mutated(s_arps[seed % s_arps.Length], position, value, false));
                break;
            case 2:
                harness.Advance(Duration.FromMilliseconds(wait * 700));
                break;
            case 3:
                harness.Core.SetLink(port, value > 100, harness.Now);
                harness.AssertConserved();
                break;
            case 4:
                var send = new IpSend
                {
                    Destination = Ipv4Address.Read(s_seeds[seed], 16),
                    Protocol = 17,
                    DontFragment = (value & 1) != 0,
                };
                harness.Core.Send(in send, Packets.Pattern(length), harness.Now);
                harness.AssertConserved();
                break;
            case 5:
                harness.ReceiveIp(port, s_seeds[seed]);
                break;
            default:
                harness.ReceiveIp(port, Mutated(s_seeds[seed], position, value, kind == 6));
                break;
        }

        if (wait < 3)
        {
            harness.Poll();
        }
    }

    // A flipped octet mostly dies at the checksum; with the checksum repaired it gets further.
    private static byte[] Mutated(byte[] packet, int position, byte value, bool repair)
    {
        byte[] copy = (byte[])packet.Clone();
        copy[position % Math.Min(copy.Length, 60)] ^= value;
        if (repair)
        {
            int header = Math.Min((copy[0] & 15) * 4, copy.Length);
            if (header >= 20)
            {
                Packets.Put16(copy, 10, 0);
                Packets.Put16(copy, 10, Packets.SlowChecksum(copy.AsSpan(0, header)));
            }
        }

        return copy;
    }
}
