using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// A board with two workers does what it does without: what is for itself is answered, nothing is lost uncounted while
/// routes, ports and links change under a flood, and it ends when it is told to.
/// </summary>
[NonParallelizable]
[TestFixture("kind: packet", TestName = "Packet slots")]
[TestFixture("kind: xdp", TestName = "AF_XDP")]
public sealed class WorkerTests(string nic)
{
    private const string Blackhole = "to: 198.19.64.0/18, blackhole: true";
    private const string OtherWay = "to: 198.19.128.0/17, via: 10.2.0.2";

    private TestTraffic _traffic = null!;

    [SetUp]
    public void Build() => _traffic = new TestTraffic(nic, workers: 2);

    // Null when Build failed.
    [TearDown]
    public void TearDown() => _traffic?.Dispose();

    [Test]
    public void The_board_itself_answers_as_a_host_and_a_router_must()
    {
        Ping.AssertAnswered(_traffic.Outside("ping", "-n", "-c20", "-i0.02", "10.1.0.1"), 20, 64);

        // Longer than the link takes: the board puts it together and answers in pieces.
        Ping.AssertAnswered(_traffic.Outside("ping", "-n", "-c3", "-i0.1", "-s4000", "10.1.0.1"), 3, 64);
        string mac = _traffic.MacOf("a1");
        Assert.That(_traffic.Outside("ip", "neigh", "show", "10.1.0.1").Output, Does.Contain($"lladdr {mac}"));

        // The routes lead to the other end of this kernel, which has no such host.
        _traffic.Outside("ip", "route", "add", "198.19.0.0/16", "via", "10.1.0.1").Must();
        ProcessResult trace = _traffic.Outside("ping", "-n", "-c1", "-W2", "-t1", "198.19.0.1");
        Assert.That(trace.Output, Does.Contain("From 10.1.0.1").And.Contain("Time to live exceeded"));
        _traffic.Outside("ip", "route", "add", "203.0.113.0/24", "via", "10.1.0.1").Must();
        ProcessResult lost = _traffic.Outside("ping", "-n", "-c1", "-W2", "203.0.113.1");
        Assert.That(lost.Output, Does.Contain("From 10.1.0.1").And.Contain("Net Unreachable"));
        AssertSum();
    }

    [Test]
    public void Both_workers_forward()
    {
        // A socket of the kernel's own for each packet, which it spreads over the queues of the cable.
        _traffic.Outside("ip", "route", "add", "198.19.0.0/16", "via", "10.1.0.1").Must();
        const string Send = "for i in {1..400}; do echo > /dev/udp/198.19.0.1/$i; done";

        // What waits for a neighbour's answer takes the loop, on a slow machine all of the first round.
        Eventually.Holds("both workers forward", () =>
        {
            _traffic.Outside("bash", "-c", Send).Must();
            return Forwarded().All(frames => frames > 50);
        }, TimeSpan.FromSeconds(30), () => $"{string.Join(' ', Forwarded())}\n{_traffic.Log}");
        long forwarded = Forwarded().Sum();
        Assert.That(forwarded, Is.LessThanOrEqualTo(_traffic.Metric("router_frames_forwarded_total")));
        AssertSum();
    }

    [Test]
    public void A_frame_is_forwarded_or_counted_while_routes_change()
    {
        long before = _traffic.CountedLosses;
        JsonElement report = Flood(() =>
        {
            _traffic.Reload(Blackhole);
            Thread.Sleep(20);
            _traffic.Reload(Blackhole, OtherWay);
            Thread.Sleep(20);
            _traffic.Reload();
            Thread.Sleep(20);
        });
        long counted = _traffic.CountedLosses - before + report.GetProperty("sinkDropped").GetInt64();
        Assert.Multiple(() =>
        {
            Assert.That(_traffic.Log, Does.Contain("reload: routes: 2 removed"));
            Assert.That(_traffic.Reason("blackhole"), Is.Positive, "the changes took effect under the flood");
            Assert.That(report.GetProperty("received").GetInt64() + counted,
                Is.EqualTo(report.GetProperty("sent").GetInt64()), () => $"{report}\n{_traffic.Log}");
            AssertUnharmed(report);
        });
        AssertSum();
    }

    [Test]
    public void A_frame_is_forwarded_or_counted_while_a_link_goes_and_comes()
    {
        long before = _traffic.CountedLosses;
        JsonElement report = Flood(() =>
        {
            _traffic.SetLink("b1", up: false);
            Thread.Sleep(50);
            _traffic.SetLink("b1", up: true);
            Thread.Sleep(250);
        });
        long counted = _traffic.CountedLosses - before + report.GetProperty("sinkDropped").GetInt64();
        Assert.Multiple(() =>
        {
            Assert.That(_traffic.Log, Does.Contain("out: link down").And.Contain("out: link up"));

            // The kernel counts what a device without a carrier is given, and the driver hears of it and counts, too.
            Assert.That(report.GetProperty("received").GetInt64() + counted,
                Is.GreaterThanOrEqualTo(report.GetProperty("sent").GetInt64()), () => $"{report}\n{_traffic.Log}");
            AssertUnharmed(report);
        });
        Eventually.Holds("the board answers by that port again",
            () => _traffic.Outside("ping", "-c1", "-W1", "10.2.0.1").ExitCode == 0, TimeSpan.FromSeconds(30),
            () => _traffic.Log);
        AssertSum();
    }

    [Test]
    public void A_port_comes_and_goes_under_load()
    {
        _traffic.AddCable("c1", "c0", queues: 2);
        JsonElement report = Flood(() =>
        {
            _traffic.ReloadPorts($"{{ name: more, nic: {{ {nic}, interface: c1 }}, addresses: [10.3.0.1/24] }}");
            Eventually.Holds("the new port answers",
                () => _traffic.Outside("ping", "-c1", "-W1", "10.3.0.1").ExitCode == 0, TimeSpan.FromSeconds(30),
                () => _traffic.Log);
            _traffic.ReloadPorts();
            Thread.Sleep(20);
        });
        Assert.That(_traffic.Log, Does.Contain("reload: ports: 1 added").And.Contain("reload: ports: 1 removed"));
        Assert.That(_traffic.Log, Does.Not.Contain("refused"));
        AssertUnharmed(report);
        AssertSum();
    }

    [Test]
    public void Ports_change_places()
    {
        foreach ((string left, string right, bool answers) in (ReadOnlySpan<(string, string, bool)>)
            [("a1", "b1", true), ("b1", "a1", false), ("a1", "b1", true)])
        {
            _traffic.Outside("ip", "neigh", "flush", "all").Must();
            _traffic.ReloadOnCables(left, right);
            Eventually.Holds($"who is at 10.1.0.1 with {left} on the left",
                () => _traffic.Outside("ping", "-c1", "-W1", "10.1.0.1").ExitCode == 0 == answers,
                TimeSpan.FromSeconds(30), () => _traffic.Log);
        }

        Assert.That(_traffic.Log, Does.Contain("reload: ports: 2 changed").And.Not.Contain("refused"));
        AssertSum();
    }

    [Test]
    public void A_capture_sees_what_workers_forward()
    {
        _traffic.Outside("ip", "route", "add", "198.19.0.0/16", "via", "10.1.0.1").Must();
        const string Send = "for i in {1..200}; do echo > /dev/udp/198.19.0.1/$i; done";
        _traffic.Outside("bash", "-c", Send).Must();
        using (Daemon capture = _traffic.Capture("out", 200))
        {
            // Until it has begun and seen enough.
            Eventually.Holds("the capture ends", () =>
            {
                _traffic.Outside("bash", "-c", Send).Must();
                return capture.HasExited;
            }, TimeSpan.FromSeconds(30), () => capture.Log + _traffic.Log);
        }

        Assert.That(_traffic.Captured("udp && ip.dst == 198.19.0.1 && ip.ttl == 63"), Is.GreaterThan(150));
        long before = Forwarded().Sum();
        Eventually.Holds("workers forward again", () =>
        {
            _traffic.Outside("bash", "-c", Send).Must();
            return Forwarded().Sum() - before > 100;
        }, TimeSpan.FromSeconds(30), () => _traffic.Log);
        AssertSum();
    }

    [Test]
    public void It_ends_cleanly_under_load()
    {
        int exit = -1;
        Flood(() =>
        {
            Thread.Sleep(300);
            exit = _traffic.Terminate();
            Thread.Sleep(1000);
        });
        Assert.That(exit, Is.Zero, _traffic.Log);
        Assert.That(_traffic.Log, Does.Contain("ending: Cease to every peer").And.Not.Contain("nhandled"));
    }

    private long[] Forwarded() => [.. Enumerable.Range(0, 2).Select(
        worker => _traffic.Metric($"router_worker_forwarded_frames_total{{worker=\"{worker}\"}}"))];

    // More than any router takes, for as long as it takes to do something else a few times.
    private JsonElement Flood(Action meanwhile)
    {
        Task<JsonElement> flood = Task.Run(() => _traffic.Generate("--rate", "0", "--burst", "32", "--seconds", "3"));
        do
        {
            meanwhile();
        }
        while (!flood.Wait(0));
        return flood.Result;
    }

    private static void AssertUnharmed(JsonElement report)
    {
        Assert.That(report.GetProperty("received").GetInt64(), Is.Positive);
        Assert.That(report.GetProperty("duplicates").GetInt64(), Is.Zero, "duplicates");
        Assert.That(report.GetProperty("corrupt").GetInt64(), Is.Zero, "corrupt");
    }

    /// <summary>What the console shows adds up, over all threads.</summary>
    private void AssertSum()
    {
        JsonElement counters = JsonDocument.Parse(_traffic.Show("show counters -o json")).RootElement;
        long Of(string name) => counters.GetProperty(name).GetInt64();
        IEnumerable<JsonElement> ports = counters.GetProperty("ports").EnumerateObject().Select(port => port.Value);
        Assert.Multiple(() =>
        {
            Assert.That(counters.GetProperty("conserved").GetBoolean(), Is.True);
            Assert.That(Of("received"),
                Is.EqualTo(Of("delivered") + Of("forwarded") + Of("dropped") + Of("held")), $"{counters}");
            Assert.That(ports.Sum(port => port.GetProperty("received").GetInt64()),
                Is.LessThanOrEqualTo(Of("received")), $"{counters}");
        });
    }
}
