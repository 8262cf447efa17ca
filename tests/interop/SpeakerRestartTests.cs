using System;
using System.Diagnostics;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;
using Router.Tests.Interop.Support.Restart;

namespace Router.Tests.Interop;

/// <summary>
/// kill -9 of <c>router bgp</c> and of the BIRD 2, FRR and GoBGP around it: who keeps what, until when (RFC 4724, RFC
/// 9494), as third parties see it.
/// </summary>
public sealed class SpeakerRestartTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_restartTime = TimeSpan.FromSeconds(RestartRing.RestartTime);

    private RestartRing _ring = null!;

    [OneTimeSetUp]
    public void Build()
    {
        _ring = new RestartRing();
        WaitUntilExchanged();
    }

    // Null when Build failed.
    [OneTimeTearDown]
    public void TearDown() => _ring?.Dispose();

    [Test]
    public void Ours_dies_and_third_parties_keep_its_routes_until_it_is_back_or_its_time_is_over()
    {
        Ready();
        using WireCapture wire = _ring.Capture("router");
        _ring.Ours.Kill();

        // RFC 4724 §4.2, as each of them shows it.
        Eventually.Holds("all hold our route as stale",
            () => _ring.Everyone.All(daemon => daemon.HasStale(RestartRing.OurNetwork)), s_restartTime, _ring.Picture);
        _ring.Ours.Restart();
        WaitUntilExchanged();
        Eventually.Holds("all hold it as a fresh one",
            () => !_ring.Everyone.Any(daemon => daemon.HasStale(RestartRing.OurNetwork)), s_patience, _ring.Picture);

        Stopwatch away = Stopwatch.StartNew();
        _ring.Ours.Kill();
        TimeSpan[] kept = new TimeSpan[_ring.Everyone.Count()];
        Eventually.Holds("all have dropped our route", () =>
        {
            bool[] has = [.. _ring.Everyone.Select(daemon => daemon.HasRoute(RestartRing.OurNetwork))];
            for (int i = 0; i < has.Length; i++)
            {
                kept[i] = has[i] ? away.Elapsed : kept[i];
            }

            return !has.Contains(true);
        }, s_patience, _ring.Picture);
        TestContext.Out.WriteLine("our route was kept for " + string.Join(", ",
            _ring.Everyone.Zip(kept, (daemon, time) => $"{time.TotalSeconds:F1} s by {daemon}")));
        _ring.Ours.Restart();
        WaitUntilExchanged();
        wire.Stop();
        string[][] opens = [.. wire.Fields($"bgp.type == 1 && ip.src == {RestartRing.Router}",
            "bgp.cap.gr.timers.restart_flag", "bgp.cap.gr.flag.pfs", "bgp.cap.gr.timers.restart_time")];
        Assert.Multiple(() =>
        {
            // It restarted, and forwarded nothing (RFC 4724 §4.1), in every OPEN to all four, both times.
            Assert.That(opens, Has.Length.GreaterThanOrEqualTo(8));
            Assert.That(opens, Has.All.EqualTo(new[] { "1", "0", $"{RestartRing.RestartTime}" }));
            Assert.That(kept, Has.All.GreaterThan(s_restartTime - TimeSpan.FromSeconds(1)));
        });
    }

    [Test]
    public void The_daemons_die_and_come_back_and_third_parties_hear_nothing_of_it()
    {
        Ready(withDropped: true);
        using WireCapture wire = _ring.Capture("witness");
        foreach (BgpPeer daemon in _ring.Daemons)
        {
            daemon.Kill();
        }

        Eventually.Holds("ours holds all their routes as stale", () => Numbers.All(daemon =>
            IsStale(RestartRing.Kept(daemon)) && IsStale(RestartRing.Dropped(daemon))), s_restartTime, _ring.Picture);
        foreach (int daemon in Numbers)
        {
            _ring.Daemons[daemon].Return(RestartRing.Kept(daemon));
        }

        Eventually.Holds("what they do not repeat went with their End-of-RIB",
            () => _ring.IsExchanged && !Numbers.Any(daemon => _ring.Observer.HasRoute(RestartRing.Dropped(daemon))),
            s_patience, _ring.Picture);
        WaitUntilExchanged();
        wire.Stop();
        string[] withdrawn = [.. wire.Fields($"ip.src == {RestartRing.Router} && bgp.withdrawn_prefix",
            "bgp.withdrawn_prefix").SelectMany(row => row[0].Split(','))];
        Assert.That(withdrawn.Distinct(),
            Is.EquivalentTo(Numbers.Select(daemon => RestartRing.Dropped(daemon).Split('/')[0])));
    }

    [Test]
    public void The_daemons_stay_away_and_their_routes_live_on_as_the_last_choice_until_that_time_is_over()
    {
        Ready();
        Stopwatch away = Stopwatch.StartNew();
        foreach (BgpPeer daemon in _ring.Daemons)
        {
            daemon.Kill();
        }

        // RFC 9494 §4.2: LLGR_STALE when the restart time is over, gone when the stale time is.
        foreach (int daemon in Numbers)
        {
            Eventually.Holds($"{_ring.Daemons[daemon]}: its route is marked LLGR_STALE", () => IsMarked(daemon),
                s_patience, _ring.Picture);
            Assert.That(away.Elapsed, Is.GreaterThan(s_restartTime));
        }

        foreach (int daemon in Numbers)
        {
            Eventually.Holds($"{_ring.Daemons[daemon]}: its route is gone",
                () => !_ring.Observer.HasRoute(RestartRing.Kept(daemon)), s_patience, _ring.Picture);
            Assert.That(away.Elapsed,
                Is.GreaterThan(s_restartTime + TimeSpan.FromSeconds(RestartRing.LongLivedStaleTime)));
        }

        TestContext.Out.WriteLine($"routes lived on for {away.Elapsed.TotalSeconds:F1} s");
    }

    private int[] Numbers => [.. Enumerable.Range(0, _ring.Daemons.Count)];

    private bool IsStale(string prefix) => _ring.Ours.Exec($"show bgp routes {prefix}").Output.Split('\n').Any(
        line => line.StartsWith(" S", StringComparison.Ordinal) && line.Contains(prefix, StringComparison.Ordinal));

    // RFC 9494 §2: 0xffff0006.
    private bool IsMarked(int daemon) => _ring.Observer.Paths(RestartRing.Kept(daemon))
        .Any(static path => path.Communities.Contains("65535:6"));

    /// <summary>Whatever the test before left.</summary>
    private void Ready(bool withDropped = false)
    {
        if (_ring.Ours.Exec("show status").ExitCode != 0)
        {
            _ring.Ours.Restart();
        }

        foreach (int daemon in Numbers)
        {
            if (!_ring.Daemons[daemon].IsEstablished()
                || (withDropped && !_ring.Observer.HasRoute(RestartRing.Dropped(daemon))))
            {
                _ring.Daemons[daemon].Return(RestartRing.Kept(daemon), RestartRing.Dropped(daemon));
            }
        }

        WaitUntilExchanged();
        if (withDropped)
        {
            Eventually.Holds("the others, too",
                () => Numbers.All(daemon => _ring.Observer.HasRoute(RestartRing.Dropped(daemon))), s_patience,
                _ring.Picture);
        }
    }

    private void WaitUntilExchanged() => Eventually.Holds("all up, all routes passed on",
        () => _ring.IsExchanged && !Numbers.Any(daemon => IsStale(RestartRing.Kept(daemon))), s_patience,
        _ring.Picture);
}
