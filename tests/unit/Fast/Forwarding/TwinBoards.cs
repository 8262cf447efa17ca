using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>
/// The same history for a plain board and for one with the fast path. Two uplinks, a narrow one among them, two
/// workloads, a port with loose validation, the tunnel, and routes of every kind between them.
/// </summary>
internal sealed class TwinBoards : IDisposable
{
    private static readonly string[] s_neighbours =
        ["10.0.0.2", "10.0.0.3", "10.0.1.2", "10.0.2.2", "172.16.1.2", "172.16.1.3"];

    private static readonly string[] s_churned = ["172.18.0.0/16", "192.168.8.0/24", "10.9.0.1/32", "172.17.0.0/26"];

    private readonly Side[] _sides;
    private Instant _now = Instant.Zero + Duration.FromSeconds(1);

    public TwinBoards()
    {
        _sides = [new Side(Options, fast: false), new Side(Options, fast: true)];
        foreach (Side side in _sides)
        {
            Build(side.Core);
        }
    }

    public static CoreOptions Options { get; } = new()
    {
        Neighbours = new NeighbourOptions { Capacity = 11, QueuePerNeighbour = 3, QueueTotal = 8 },
        Reassembly = new ReassemblyOptions { Datagrams = 3, Fragments = 12 },
        Icmp = new IcmpOptions { ErrorsPerSecond = 100, Burst = 6 },
        PathMtuLifetime = Duration.FromSeconds(40),
        Ipip = new IpipOptions
        {
            Enabled = true,
            NodeAddress = Ipv4Address.Parse("10.0.0.1"),
            Address = Ipv4Address.Parse("172.16.0.1"),
            AllowedSources =
                [Prefix.Parse("10.0.0.0/30"), Prefix.Parse("10.0.1.2/32"), Prefix.Parse("10.9.0.0/24")],
        },
    };

    public double FastShare => (double)_sides[1].Fast / Math.Max(_sides[0].Core.Counters.Received, 1);

    /// <summary>One step of a history; the numbers choose what and how.</summary>
    public void Play(int what, int choice, uint seed)
    {
        var random = new RandomStream(seed, "step");
        switch (what)
        {
            case <= 9:
                Batch(choice, random);
                if (choice % 2 == 0)
                {
                    // The next batch comes before any poll.
                    return;
                }

                break;
            case 10:
                Pass(Duration.FromMilliseconds(random.NextBelow(9000)));
                break;
            default:
                foreach (Side side in _sides)
                {
                    Change(side.Core, what, choice, (int)(seed >> 16));
                }

                break;
        }

        Compare();
    }

    public void Finish()
    {
        Pass(Duration.FromSeconds(90));
        Compare();
        foreach (Side side in _sides)
        {
            side.AssertWhole(_now);
        }
    }

    public void Dispose()
    {
        foreach (Side side in _sides)
        {
            side.Dispose();
        }
    }

    public static void Build(RouterCore core)
    {
        core.AddPort(CoreHarness.PortAt("eth0", CoreHarness.Mac0, "10.0.0.1"));
        core.AddPort(CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 600));
        core.AddPort(Workload("cali1", "172.16.1.2"));
        core.AddPort(Workload("cali2", "172.16.1.3"));
        core.AddPort(CoreHarness.PortAt("eth2", "02:00:00:00:00:03", "10.0.2.1") with { Rpf = RpfMode.Loose });
        Route(core, "172.16.1.2/32", (2, null));
        Route(core, "172.16.1.3/32", (3, null));
        Route(core, "172.17.0.0/24", (NextHop.Tunnel, "10.0.0.2"));
        Route(core, "172.17.1.0/24", (NextHop.Tunnel, "10.0.1.2"));
        Route(core, "172.17.2.0/24", (NextHop.Tunnel, "10.9.0.1"));
        Route(core, "172.20.0.0/16", (NextHop.Tunnel, null));
        Route(core, "172.19.0.0/24", (NextHop.Tunnel, "10.0.0.2"), (NextHop.Tunnel, "10.9.0.1"), (4, "10.0.2.2"));
        Route(core, "192.168.0.0/16", (0, "10.0.0.2"), (1, "10.0.1.2"), (4, "10.0.2.2"));
        Route(core, "10.9.0.0/24", (0, "10.0.0.2"), (4, "10.0.2.2"));
        Route(core, "0.0.0.0/0", (4, "10.0.2.2"));
        core.Routes.Add(new Route { Prefix = Prefix.Parse("99.0.0.0/8"), Kind = RouteKind.Blackhole });
    }

    private static PortOptions Workload(string name, string address) => new()
    {
        Name = name,
        Mac = MacAddress.CalicoWorkload,
        Workload = true,
        WorkloadAddresses = [Ipv4Address.Parse(address)],
    };

    public static void Route(RouterCore core, string prefix, params (int Interface, string? Gateway)[] hops) =>
        core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse(prefix),
            Protocol = RouteProtocol.Static,
            NextHops = Array.ConvertAll(hops, static hop => new NextHop(
                hop.Interface,
                hop.Gateway is null ? default : Ipv4Address.Parse(hop.Gateway),
                Onlink: true,
                Weight: (byte)(hop.Interface == 4 ? 2 : 1))),
        });

    private void Batch(int choice, RandomStream random)
    {
        int port = choice % 5;
        var odd = new OddFrames(random);
        var frames = new List<byte[]>();
        MacAddress station = _sides[0].Core.Port(port)?.Mac ?? MacAddress.CalicoWorkload;
        int count = 1 + (int)random.NextBelow(100);
        int oddness = choice % 3 == 0 ? 8 : 60;
        for (int i = 0; i < count; i++)
        {
            frames.Add(odd.Next(station, oddness));
        }

        foreach (Side side in _sides)
        {
            side.Receive(port, frames, _now);
        }

    }

    private void Change(RouterCore core, int what, int choice, int more)
    {
        Ipv4Address neighbour = Ipv4Address.Parse(s_neighbours[choice % s_neighbours.Length]);
        int port = choice % 5;
        switch (what)
        {
            case 11 or 12:
                core.Neighbours.AddStatic(PortOf(neighbour), neighbour, Packets.PeerMac, _now);
                break;
            case 13:
                core.Neighbours.Remove(PortOf(neighbour), neighbour, _now);
                break;
            case 14:
                core.SetLink(port, more % 8 != 0, _now);
                break;
            case 15 or 16:
                Route(core, s_churned[choice % 4], (more % 2 == 0 ? NextHop.Tunnel : 4, "10.0.2.2"));
                break;
            case 17:
                core.Routes.Remove(Prefix.Parse(s_churned[choice % 4]), RouteProtocol.Static, 0);
                break;
            case 18:
                core.Tunnel.Enabled = more % 4 != 0;
                core.Tunnel.Mtu = more % 3 == 0 ? 560 : 1480;
                core.Tunnel.Rpf = more % 5 == 0 ? (RpfMode)(more / 5 % 3) : RpfMode.Off;
                break;
            case 19:
                core.Tunnel.SetAllowedSources([Prefix.Parse(more % 2 == 0 ? "10.0.0.0/8" : "10.0.0.2/32")]);
                core.Tunnel.NodeAddress = Ipv4Address.Parse(more % 3 == 0 ? "0.0.0.0" : "10.0.0.1");
                break;
            case 20:
                core.Port(port)!.Rpf = more % 3 == 0 ? (RpfMode)(more / 3 % 3) : RpfMode.Off;
                break;
            default:
                var address = new InterfaceAddress(Ipv4Address.Parse("192.168.7.7"), 24);
                if (more % 2 == 0)
                {
                    core.AddAddress(port, address);
                }
                else
                {
                    core.RemoveAddress(port, address);
                }

                break;
        }
    }

    private static int PortOf(Ipv4Address neighbour) => (neighbour.Value >> 24, neighbour.Value & 0xff) switch
    {
        (172, var host) => (int)host,
        _ => ((neighbour.Value >> 8) & 0xff) switch { 2 => 4, var net => (int)net },
    };

    private void Pass(Duration duration)
    {
        Instant end = _now + duration;
        while (true)
        {
            Instant next = Instant.Min(_sides[0].Core.PollAt(), end);
            _now = Instant.Max(_now, next);
            Poll();
            if (_now >= end)
            {
                return;
            }
        }
    }

    private void Poll()
    {
        foreach (Side side in _sides)
        {
            side.Poll(_now);
        }
    }

    private void Compare()
    {
        // What a plain core still has in its queue a fast one has put out already: both are asked after a poll.
        Poll();
        Assert.That(_sides[1].Take(_now), Is.EqualTo(_sides[0].Take(_now)));
    }
}
