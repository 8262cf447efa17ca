using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>Every reason can be reached from the wire, counts once, and keeps its number.</summary>
public sealed class DropReasonTests
{
    private static readonly Dictionary<DropReason, (int Number, Action<CoreHarness> Reach)> s_cases = new()
    {
        [DropReason.LinkDown] = (1, h =>
        {
            h.Core.SetLink(0, false, h.Now);
            Receive(h, Udp());
        }
        ),
        [DropReason.EthernetTruncated] = (2, h => h.ReceiveFrame(0, new byte[13])),
        [DropReason.NotForThisStation] = (3, h => h.ReceiveIp(0, Udp(), Packets.PeerMac)),
        [DropReason.BadSourceMac] = (4, h => h.ReceiveFrame(
            0, Packets.Ethernet(h.Core.Port(0)!.Mac, MacAddress.Broadcast, EtherType.Ipv4, Udp()))),
        [DropReason.UnknownVlan] = (5, h => h.ReceiveFrame(
            0, Packets.Ethernet(h.Core.Port(0)!.Mac, Packets.PeerMac, EtherType.Vlan, [0, 5, 8, 0, .. Udp()]))),
        [DropReason.UnknownEtherType] = (6, h => h.ReceiveFrame(
            0, Packets.Ethernet(h.Core.Port(0)!.Mac, Packets.PeerMac, EtherType.Ipv6, Udp()))),
        [DropReason.ArpMalformed] = (7, h => h.ReceiveArp(0, new byte[28])),
        [DropReason.Ipv4Truncated] = (10, h => Receive(h, Udp().AsSpan(0, 19).ToArray())),
        [DropReason.Ipv4BadVersion] = (11, h => Receive(h, With(Udp(), 0, 0x65))),
        [DropReason.Ipv4BadHeaderLength] = (12, h => Receive(h, With(Udp(), 0, 0x44))),
        [DropReason.Ipv4BadTotalLength] = (13, h => Receive(h, With(Udp(), 2, 0x7f))),
        [DropReason.Ipv4BadChecksum] = (14, h => Receive(h, With(Udp(), 10, 0x55))),
        [DropReason.Ipv4BadOption] = (15, h => Receive(h, WithOptions(7, 9, 4, 0))),
        [DropReason.SourceRoute] = (16, h => Receive(h, WithOptions(131, 7, 4, 10, 0, 1, 2, 0))),
        [DropReason.MartianSource] = (20, h => Receive(h, Packets.Udp("127.0.0.1", "10.0.1.2"))),
        [DropReason.MartianDestination] = (21, h => Receive(h, Packets.Udp("10.0.0.2", "240.0.0.1"))),
        [DropReason.ReversePath] = (22, h => h.ReceiveIp(1, Packets.Udp("10.0.0.77", "10.0.1.2"))),
        [DropReason.LinkBroadcast] = (23, h => h.ReceiveIp(0, Udp(), MacAddress.Broadcast)),
        [DropReason.DirectedBroadcast] = (24, h => Receive(h, Packets.Udp("10.0.0.2", "10.0.1.255"))),
        [DropReason.Multicast] = (25, h => Receive(h, Packets.Udp("10.0.0.2", "224.0.0.5"))),
        [DropReason.LinkLocal] = (26, h =>
        {
            h.Route("169.254.0.0/16", 1);
            Receive(h, Packets.Udp("10.0.0.2", "169.254.1.9"));
        }
        ),
        [DropReason.NoRoute] = (31, h => Receive(h, Packets.Udp("10.0.0.2", "203.0.113.1"))),
        [DropReason.Blackhole] = (32, h =>
        {
            h.Core.Routes.Add(new Route { Prefix = Prefix.Parse("203.0.113.0/24"), Kind = RouteKind.Blackhole });
            Receive(h, Packets.Udp("10.0.0.2", "203.0.113.1"));
        }
        ),
        [DropReason.TtlExceeded] = (33, h => Receive(h, Packets.Udp("10.0.0.2", "10.0.1.2", ttl: 1))),
        [DropReason.FragmentationNeeded] = (34, h => Receive(h, Packets.Udp("10.0.0.2", "10.0.1.2", 1400, df: true))),
        [DropReason.NeighbourUnreachable] = (40, h =>
        {
            Receive(h, Packets.Udp("10.0.0.2", "10.0.1.99"));
            h.Advance(Duration.FromSeconds(4));
        }
        ),
        [DropReason.NeighbourQueueFull] = (41, h =>
        {
            for (int i = 0; i < 17; i++)
            {
                Receive(h, Packets.Udp("10.0.0.2", "10.0.1.99"));
            }
        }
        ),
        [DropReason.NeighbourTableFull] = (42, h =>
        {
            for (int i = 0; i < 6; i++)
            {
                h.Know(0, "10.0.0." + (100 + i));
            }

            Receive(h, Packets.Udp("10.0.0.2", "10.0.1.99"));
        }
        ),
        [DropReason.NoFrame] = (43, h =>
        {
            while (h.Pool.Available > 1)
            {
                h.Pool.TryRent(out _);
            }

            Receive(h, Packets.Udp("10.0.0.2", "10.0.1.2", 1400));
        }
        ),
        [DropReason.ProtocolUnreachable] = (50, h =>
        {
            h.Accept = static _ => false;
            Receive(h, Packets.Ip("10.0.0.2", "10.0.0.1", 99, new byte[8]));
        }
        ),
        [DropReason.PortUnreachable] = (51, h =>
        {
            h.Accept = static _ => false;
            Receive(h, Packets.Udp("10.0.0.2", "10.0.0.1"));
        }
        ),
        [DropReason.IcmpTruncated] = (52, h => Receive(h, Packets.Ip("10.0.0.2", "10.0.0.1", 1, new byte[7]))),
        [DropReason.IcmpBadChecksum] = (53, h => Receive(h, With(Packets.Echo("10.0.0.2", "10.0.0.1"), 40, 0xaa))),
        [DropReason.EchoToGroup] = (54, h => Receive(h, Packets.Echo("10.0.0.2", "10.0.0.255"))),
        [DropReason.FragmentMalformed] = (60, h => Receive(h, Piece(0, 12, true))),
        [DropReason.FragmentOverlap] = (61, h =>
        {
            Receive(h, Piece(0, 16, true));
            h.ReceiveIp(0, Piece(8, 16, true));
        }
        ),
        [DropReason.FragmentDuplicate] = (62, h =>
        {
            Receive(h, Piece(0, 16, true));
            Receive(h, Piece(0, 16, true));
        }
        ),
        [DropReason.ReassemblyTimeout] = (63, h =>
        {
            Receive(h, Piece(0, 16, true));
            h.Advance(Duration.FromSeconds(30));
        }
        ),
        [DropReason.ReassemblyFull] = (64, h =>
        {
            for (ushort id = 0; id < 17; id++)
            {
                Receive(h, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[16], id: id, more: true));
            }
        }
        ),
        [DropReason.ReassemblyTooLong] = (65, h => Receive(h, Piece(65528, 16, false))),
        [DropReason.IpipSource] = (70, h => Receive(h, Packets.Ipip("10.0.0.9", "10.0.0.1", Udp()))),
        [DropReason.IpipFromWorkload] = (71, h =>
        {
            h.Core.AddPort(new PortOptions { Name = "cali0", Mac = MacAddress.CalicoWorkload, Workload = true });
            h.ReceiveIp(2, Packets.Ipip("10.0.0.2", "10.0.0.1", Udp()));
        }
        ),
        [DropReason.IpipDisabled] = (72, h =>
        {
            h.Core.Tunnel.Enabled = false;
            Receive(h, Packets.Ipip("10.0.0.2", "10.0.0.1", Udp()));
        }
        ),
        [DropReason.IpipLoop] = (73, h =>
        {
            h.Route("198.51.100.0/24", NextHop.Tunnel, "198.51.100.1", onlink: true);
            Receive(h, Packets.Udp("10.0.0.2", "198.51.100.9"));
        }
        ),
        [DropReason.IpipNested] = (74, h => Receive(h, Packets.Ipip(
            "10.0.0.2", "10.0.0.1", Packets.Ipip("10.0.0.2", "10.0.0.1", Udp())))),
        [DropReason.IpipEcn] = (75, h => Receive(h, Packets.Ipip("10.0.0.2", "10.0.0.1", Udp(), tos: 3))),
        [DropReason.IpipTooLong] = (76, h =>
        {
            h.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 4, new byte[1200], more: true));
            Receive(h, Packets.Ip("10.0.0.2", "10.0.0.1", 4, new byte[1200], offset: 1200));
        }
        ),
        [DropReason.IpipNoRoute] = (77, h =>
        {
            h.Route("198.51.100.0/24", NextHop.Tunnel, "203.0.113.1", onlink: true);
            Receive(h, Packets.Udp("10.0.0.2", "198.51.100.9"));
        }
        ),
        [DropReason.NotForwarding] = (30, h => Receive(h, Udp())),
    };

    private static IEnumerable<DropReason> Reasons()
    {
        foreach (DropReason reason in Enum.GetValues<DropReason>())
        {
            if (reason != DropReason.None)
            {
                yield return reason;
            }
        }
    }

    [TestCaseSource(nameof(Reasons))]
    public void Is_reached_and_keeps_its_number(DropReason reason)
    {
        Assert.That(s_cases, Does.ContainKey(reason), "a reason without a case");
        CoreHarness harness = CoreHarness.Router(
            new CoreOptions
            {
                Forwarding = reason != DropReason.NotForwarding,
                Neighbours = new NeighbourOptions { Capacity = 8 },
                Ipip = new IpipOptions
                {
                    Enabled = true,
                    NodeAddress = Ipv4Address.Parse("10.0.0.1"),
                    AllowedSources = [Prefix.Parse("10.0.0.2/32")],
                },
            },
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 1000) with { Rpf = RpfMode.Strict });
        s_cases[reason].Reach(harness);
        harness.Poll();
        Assert.That(harness.Core.Counters.Dropped(reason), Is.Positive, harness.DropsText);
        Assert.That(harness.Core.Counters.DroppedTotal, Is.EqualTo(harness.Core.Counters.Dropped(reason)));
        Assert.That((int)reason, Is.EqualTo(s_cases[reason].Number), "numbers are stored by others");
        Assert.That(DropReasons.NameOf(reason), Does.Match("^[a-z0-9_]+$"));
    }

    private static void Receive(CoreHarness harness, byte[] packet) => harness.ReceiveIp(0, packet);

    private static byte[] Udp() => Packets.Udp("10.0.0.2", "10.0.1.2");

    private static byte[] Piece(int offset, int length, bool more) =>
        Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[length], offset: offset, more: more);

    private static byte[] With(byte[] packet, int offset, byte value)
    {
        packet[offset] = value;
        return packet;
    }

    private static byte[] WithOptions(params byte[] options) =>
        Packets.Ip("10.0.0.2", "10.0.1.2", 17, Packets.UdpPayload(20), options: options);
}
