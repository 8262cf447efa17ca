using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Router.Bench.Bgp.Daemons;
using Router.Bench.Bgp.Feed;
using Router.Bench.Bgp.Results;
using Router.Bench.Bgp.Testing;
using Router.Bench.Common;
using Router.Bench.Nic;
using Router.Hal.Linux;
using Router.Lab.Qemu.Host;
using Router.Wire;

namespace Router.Bench.Bgp;

/// <summary>One scenario with one daemon: a network, the daemon on its core, the tester on the other.</summary>
internal sealed class BgpMeasurement(BgpOptions options, BenchCores cores, CancellationToken cancelled)
{
    public const uint FirstAs = 65_001;

    private const uint CollectorAs = 65_500;
    private const int FeederInput = 64 * 1024;
    private const int CollectorInput = 1024 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100);
    // What reading a file of a thousand neighbours takes is given back by then.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(400);

    public BgpSample Run(BgpScenario scenario, BgpDaemon daemon, FeedSet feeds)
    {
        using var network = new BgpNetwork(cores);
        using var folder = new Scratch();
        Contestant contestant = daemon.Prepare(SetupOf(scenario), folder);
        using BackgroundProgram program = network.Inside.Start(contestant.Program, [.. contestant.Arguments]);
        string Failure() => $"{daemon.Name} in scenario {scenario.Name}: {program.Log.Trim()}";
        return network.Outside.Run(() =>
            scenario.IsMesh ? Rest(scenario, program, Failure) : Race(scenario, feeds, program, Failure));
    }

    private static DaemonSetup SetupOf(BgpScenario scenario)
    {
        if (scenario.IsMesh)
        {
            return new DaemonSetup(
                [.. Enumerable.Range(0, scenario.Mesh).Select(static i =>
                    new DaemonNeighbour(BgpNetwork.MeshAddress(i), DaemonSetup.Asn, true, true))],
                ["192.0.2.0/26", "192.0.2.64/26"]);
        }

        return new DaemonSetup(
            [
                .. Enumerable.Range(0, scenario.Peers).Select(static i =>
                    new DaemonNeighbour(BgpNetwork.TesterAddress(i), FirstAs + (uint)i, Import: true, Export: false)),
                new(BgpNetwork.TesterAddress(scenario.Peers), CollectorAs, Import: false, Export: true),
            ],
            []);
    }

    private BgpSample Race(BgpScenario scenario, FeedSet feeds, BackgroundProgram program, Func<string> failure)
    {
        var watch = new PrefixWatch(feeds.Table, FirstAs, scenario.Peers);
        TesterPeer[] feeders =
        [
            .. Enumerable.Range(0, scenario.Peers)
                .Select(static i => Peer(BgpNetwork.TesterAddress(i), FirstAs + (uint)i)),
        ];
        var collector = new TesterPeer(
            BgpNetwork.TesterAddress(scenario.Peers), SpeakerEndpoint, CollectorAs, CollectorInput)
        { Watch = watch };
        using var tester = new Tester([.. feeders, collector], cancelled);
        WaitUntilListening(program, failure);
        tester.Establish(s_patience, failure);
        tester.Rest(s_settling);
        ProcessMemory idle = ProcessMemory.Of(program.Id);
        double cpu = ProcessorTimes.Process(program.Id);

        for (int i = 0; i < feeders.Length; i++)
        {
            tester.Begin(i, feeds.OctetsOf(i));
        }

        string Progress() => $"{watch.Right} of {scenario.Prefixes} prefixes; {failure()}";
        TimeSpan arrived = tester.Until(() => watch.IsComplete, s_patience, Progress);
        cpu = ProcessorTimes.Process(program.Id) - cpu;
        double busy = tester.BusyShare;
        ProcessMemory full = ProcessMemory.Of(program.Id);
        tester.Rest(s_settling);
        if (!watch.IsComplete)
        {
            throw new BenchException($"the table did not stay complete: {Progress()}");
        }

        ProcessMemory settled = ProcessMemory.Of(program.Id);
        double withdrawn = 0;
        if (feeders.Length == 1)
        {
            feeders[0].Close();
            withdrawn = tester.Until(() => watch.Present == 0, s_patience, Progress).TotalMilliseconds;
        }

        return new BgpSample
        {
            Arrived = arrived.TotalMilliseconds,
            ArrivedCpu = cpu * 1e3,
            Withdrawn = withdrawn,
            Idle = idle.Resident,
            Peak = full.Peak,
            Settled = settled.Resident,
            Updates = watch.Updates,
            Announced = watch.Announced,
            Wrong = watch.Wrong,
            TesterBusy = busy,
        };
    }

    private BgpSample Rest(BgpScenario scenario, BackgroundProgram program, Func<string> failure)
    {
        var table = new RouteTable(2 * scenario.Mesh);
        var peers = new List<TesterPeer>();
        var feeds = new List<ReadOnlyMemory<byte>>();
        for (int i = 0; i < scenario.Mesh; i++)
        {
            peers.Add(Peer(BgpNetwork.MeshAddress(i), DaemonSetup.Asn));
            feeds.Add(RouteFeed.Pair(table, i, BgpNetwork.MeshAddress(i).V4.Value).Octets);
        }

        WaitUntilListening(program, failure);
        Thread.Sleep(s_start);
        ProcessMemory before = ProcessMemory.Of(program.Id);
        using var tester = new Tester(peers, cancelled);
        tester.Establish(s_patience, failure);
        for (int i = 0; i < peers.Count; i++)
        {
            tester.Begin(i, feeds[i]);
        }

        // What the start stirred up, and one round of keepalives at least.
        tester.Rest(TimeSpan.FromSeconds(2));
        double cpu = ProcessorTimes.Process(program.Id);
        tester.Rest(TimeSpan.FromSeconds(options.RestSeconds));
        cpu = ProcessorTimes.Process(program.Id) - cpu;
        ProcessMemory after = ProcessMemory.Of(program.Id);
        return new BgpSample
        {
            Idle = before.Resident,
            Peak = after.Peak,
            Settled = after.Resident,
            RestCpu = cpu / options.RestSeconds,
            PerSession = (double)(after.Resident - before.Resident) / scenario.Mesh,
        };
    }

    private static TcpEndpoint SpeakerEndpoint => new(DaemonSetup.Address, 179);

    private static TesterPeer Peer(IpAddress address, uint asn) => new(address, SpeakerEndpoint, asn, FeederInput);

    // An address that is no neighbour's is turned away, but it tells that somebody listens.
    private static void WaitUntilListening(BackgroundProgram program, Func<string> failure)
    {
        var stranger = new TcpEndpoint(IpAddress.Parse("10.99.255.254"), 0);
        for (int attempt = 0; attempt < 500 && !program.HasExited; attempt++, Thread.Sleep(20))
        {
            if (TcpSocket.TryDial(stranger, SpeakerEndpoint, default, null, out TcpSocket socket, out _))
            {
                Thread.Sleep(20);
                bool isUp = socket.DialError() is null;
                socket.Close();
                if (isUp)
                {
                    return;
                }
            }
        }

        throw new BenchException(failure());
    }
}
