using System;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;
using Router.Tests.Interop.Support.Monitoring;

namespace Router.Tests.Interop;

/// <summary>A BMP collector that accepts and does not read (RFC 7854 §3.2 leaves what happens then to us).</summary>
public sealed class SlowCollectorTests
{
    private const int Routes = 20_000;
    private const int Refreshes = 15;
    private const long Megabyte = 1 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public void It_loses_its_session_and_costs_no_memory()
    {
        using Cleanup made = new();
        NetNamespace here = made.Own(new NetNamespace("router"));
        NetNamespace there = made.Own(new NetNamespace("bird"));
        Veth.Connect(here, "eth0", there, "eth0");
        here.Ip("addr", "add", "10.99.0.1/24", "dev", "eth0");
        there.Ip("addr", "add", "10.99.0.2/24", "dev", "eth0");

        // What the kernel holds for the collector shall be little beside what we would.
        here.Must("sh", "-c", "echo 4096 16384 65536 > /proc/sys/net/ipv4/tcp_wmem");
        BmpSink collector = made.Own(new BmpSink(here, reads: false));
        RouterSpeaker ours = made.Own(new RouterSpeaker(here, """
            bgp:
              asn: 65001
              listen: [10.99.0.1]
              neighbors: [{ address: 10.99.0.2, asn: 65002, import: all, passive: true }]
            bmp: { address: 127.0.0.1:11019 }
            """));
        BirdDaemon bird = made.Own(new BirdDaemon(there, "bird2", Config()));
        string Picture() => ours.Exec("show bgp memory").Both + ours.Log + bird.Ask("show protocols all ours");
        bool HasAll() => ours.Peer("10.99.0.2") is { } peer && peer.GetProperty("pfxRcd").GetInt32() == Routes;
        Eventually.Holds("all routes are there", HasAll, s_patience, Picture);
        long before = PeakMemory(ours.Pid);

        // Each time some 2 MB of Route Monitoring, a message a route: their attributes all differ.
        for (int i = 0; i < Refreshes; i++)
        {
            long updates = Updates(ours);
            ours.Exec("clear bgp 10.99.0.2 soft in").Must();
            Eventually.Holds("they came again", () => Updates(ours) >= updates + Routes, s_patience, Picture);
        }

        long grown = PeakMemory(ours.Pid) - before;
        TestContext.Out.WriteLine($"peak memory {before / Megabyte} MB, then {grown / Megabyte} MB more");
        Eventually.Holds("the collector lost its session, and is dialled again", () => collector.Sessions > 1,
            s_patience, Picture);
        Assert.Multiple(() =>
        {
            Assert.That(ours.Log, Does.Contain("the collector does not read: what waited for it is dropped"));
            Assert.That(grown, Is.LessThan(16 * Megabyte), "4 MiB may wait for it, where 30 MB were to be told");
            Assert.That(ours.IsEstablished("10.99.0.2"), "BGP has nothing to do with it");
            Assert.That(HasAll);
        });
    }

    private static long Updates(RouterSpeaker ours) => ours.Json("show bgp neighbor 10.99.0.2")
        .GetProperty("10.99.0.2").GetProperty("messageStats").GetProperty("updatesRecv").GetInt64();

    private static long PeakMemory(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;

    private static string Config() => $$"""
        log stderr all;
        router id 10.99.0.2;
        protocol device { scan time 2; }
        protocol static {
          ipv4;
        {{string.Join('\n', Enumerable.Range(0, Routes).Select(
            i => $"route 20.{i >> 8}.{i & 255}.0/24 blackhole {{ bgp_med = {i}; }};"))}}
        }
        protocol bgp ours {
          local 10.99.0.2 as 65002;
          neighbor 10.99.0.1 as 65001;
          ipv4 { import none; export all; };
          connect delay time 1;
          connect retry time 1;
        }

        """;
}
