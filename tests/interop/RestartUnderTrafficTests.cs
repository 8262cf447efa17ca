using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;
using Router.Tests.Interop.Support.Restart;

namespace Router.Tests.Interop;

/// <summary>
/// kill -9 on either side of a session while pods talk across it (RFC 4724): our board, and a node that goes on
/// forwarding by its kernel when its daemon is gone.
/// </summary>
[NonParallelizable]
[TestFixture(BgpPeer.Bird1, TestName = "Bird1_6")]
[TestFixture(BgpPeer.Bird2, TestName = "Bird2")]
[TestFixture(BgpPeer.Frr, TestName = "Frr")]
public sealed class RestartUnderTrafficTests(string daemon)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private RestartPath _path = null!;

    [OneTimeSetUp]
    public void Build() => _path = new RestartPath(daemon);

    // Null when Build failed.
    [OneTimeTearDown]
    public void TearDown() => _path?.Dispose();

    [Test]
    public void The_daemon_dies_and_comes_back_and_no_packet_is_lost()
    {
        _path.MakeReady(withOther: true);
        using WireCapture wire = _path.Capture();
        using PingStream pings = new(_path.BoardPod, Cluster.Pod01);
        pings.WaitForAnswers(PingStream.PerSecond / 4);
        _path.Daemon.Kill();
        Eventually.Holds("the board sees the session end", () => !_path.Board.IsEstablishedWith(RestartPath.Node),
            s_patience, _path.Picture);

        // RFC 4724 §4.2: all routes stay, and packets are forwarded by them.
        Assert.That(_path.BoardForwards(Cluster.Block01) && _path.BoardForwards(RestartPath.OtherBlock), _path.Picture);
        _path.Daemon.Return(Cluster.Block01);
        Eventually.Holds("the session is back and the route never went",
            () =>
            {
                Assert.That(_path.BoardForwards(Cluster.Block01), _path.Picture);
                return _path.IsExchanged;
            },
            s_patience, _path.Picture);

        // RFC 4724 §4.2: what the peer does not repeat goes with its End-of-RIB.
        Eventually.Holds("the other block went", () => !_path.BoardForwards(RestartPath.OtherBlock),
            s_patience, _path.Picture);
        pings.WaitForAnswers(PingStream.PerSecond / 2);
        PingLoss loss = pings.Stop();
        TestContext.Out.WriteLine($"{daemon} killed and back: {loss}");
        wire.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(
                RestartPath.LastOpen(wire, RestartPath.Node), Is.EqualTo(("1", "1", $"{RestartPath.RestartTime}")));
            Assert.That(loss.Lost, Is.Zero);
        });
    }

    [Test]
    public void The_board_dies_and_only_what_is_sent_meanwhile_is_lost()
    {
        _path.MakeReady();
        using WireCapture wire = _path.Capture();
        using PingStream pings = new(_path.NodePod, Cluster.Pod02);
        pings.WaitForAnswers(PingStream.PerSecond / 4);
        double killed = Now();
        _path.Board.Kill();

        // Its TCP died with it: nobody hangs up, and the daemon keeps the route as it is.
        Thread.Sleep(500);
        Assert.That(_path.KernelHasRoute, _path.Daemon.Picture);
        _path.Board.Restart();
        Eventually.Holds("routes are learned again, both ways", () => _path.IsExchanged, s_patience, _path.Picture);
        double learned = Now();
        pings.WaitForAnswers(PingStream.PerSecond / 2);
        PingLoss loss = pings.Stop();
        TestContext.Out.WriteLine($"board killed and back beside {daemon}: {loss}");
        wire.Stop();
        Assert.Multiple(() =>
        {
            // RFC 4724 §4.1: it restarted, and it did not forward.
            (string restart, string forwarding, _) = RestartPath.LastOpen(wire, Cluster.Node02);
            Assert.That((restart, forwarding), Is.EqualTo(("1", "0")));
            Assert.That(loss.Lost, Is.Positive);
            foreach ((double from, double to) in loss.Gaps)
            {
                // A kernel that found nobody asks again by ARP a second later.
                Assert.That(from, Is.GreaterThan(killed - 0.1));
                Assert.That(to, Is.LessThan(learned + 1.5));
            }
        });
    }

    [Test]
    public void The_daemon_stays_away_and_its_routes_go_after_its_restart_time()
    {
        _path.MakeReady();
        using PingStream pings = new(_path.BoardPod, Cluster.Pod01);
        Stopwatch away = Stopwatch.StartNew();
        _path.Daemon.Kill();
        Eventually.Holds("the route is gone", () => !_path.BoardForwards(Cluster.Block01), s_patience, _path.Picture);
        TestContext.Out.WriteLine($"{daemon} killed for good: route kept for {away.Elapsed.TotalSeconds:F1} s");

        // Kept all the while: packets went through until then, and the pod's kernel was told that nobody is there.
        Assert.That(away.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(RestartPath.RestartTime)));
        PingLoss loss = pings.Stop();
        TestContext.Out.WriteLine($"{loss}");
        Assert.That(loss.Sent - loss.Lost, Is.GreaterThan((RestartPath.RestartTime - 1) * PingStream.PerSecond / 2));
        Assert.That(loss.Gaps, Is.Empty);
        Assert.That(_path.BoardHas(Cluster.Block01), Is.False);
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
}
