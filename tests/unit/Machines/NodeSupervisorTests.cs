using System.Collections.Generic;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Boards.Init;
using Router.Wire;

namespace Router.Tests.Machines;

/// <summary>When a machine's first process starts its node, gives it up, and feeds the watchdog.</summary>
[SupportedOSPlatform("linux")]
public sealed class NodeSupervisorTests
{
    private NodeSupervisor _supervisor = null!;

    [SetUp]
    public void Make() => _supervisor = new NodeSupervisor(Duration.FromSeconds(10));

    [Test]
    public void It_starts_at_once_and_again_a_second_after_a_crash()
    {
        Assert.That(_supervisor.StartAt, Is.LessThanOrEqualTo(At(0)));
        _supervisor.OnStarted(At(5));
        Assert.That(_supervisor.StartAt, Is.EqualTo(Instant.Never));
        _supervisor.OnEnded(At(7));
        Assert.That((_supervisor.Crashes, _supervisor.StartAt), Is.EqualTo((1, At(8))));
    }

    [Test]
    public void From_the_fourth_crash_on_waits_double_up_to_a_minute()
    {
        List<long> waits = [];
        for (int i = 0; i < 11; i++)
        {
            Instant now = Instant.Max(_supervisor.StartAt, At(0));
            _supervisor.OnStarted(now);
            _supervisor.OnEnded(now);
            waits.Add((_supervisor.StartAt - now).Seconds);
        }

        Assert.That(waits, Is.EqualTo((long[])[1, 1, 1, 2, 4, 8, 16, 32, 60, 60, 60]));
    }

    [Test]
    public void Who_ran_for_ten_minutes_begins_a_new_story()
    {
        for (int i = 0; i < 5; i++)
        {
            _supervisor.OnStarted(At(i));
            _supervisor.OnEnded(At(i));
        }

        _supervisor.OnStarted(At(100));
        _supervisor.OnEnded(At(700));
        Assert.That((_supervisor.Crashes, _supervisor.StartAt), Is.EqualTo((1, At(701))));
    }

    [Test]
    public void The_slot_is_to_blame_for_three_crashes_unless_it_ran_well_before()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.That(_supervisor.MustGiveUp, Is.False);
            _supervisor.OnStarted(At(i));
            _supervisor.OnEnded(At(i));
        }

        Assert.That(_supervisor.MustGiveUp);
        _supervisor.OnStarted(At(100));
        for (int i = 0; i < 5; i++)
        {
            _supervisor.OnEnded(At(700 + i));
            _supervisor.OnStarted(At(700 + i));
        }

        Assert.That(_supervisor.MustGiveUp, Is.False);
    }

    [Test]
    public void It_hangs_when_it_was_not_heard_for_as_long_as_patience_lasts()
    {
        _supervisor.OnStarted(At(0));
        Assert.That(_supervisor.HangsAt, Is.EqualTo(At(60)), "it may take its time to start");
        _supervisor.OnReady(At(20));
        Assert.That((_supervisor.IsReady, _supervisor.HangsAt), Is.EqualTo((true, At(30))));
        _supervisor.OnProgress(At(25));
        Assert.That(_supervisor.HangsAt, Is.EqualTo(At(35)));
        _supervisor.OnEnded(At(26));
        Assert.That(_supervisor.HangsAt, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void The_watchdog_is_fed_only_for_a_node_that_goes_on()
    {
        _supervisor.OnStarted(At(0));
        Assert.That(_supervisor.MayFeed(At(59)), "it may still be starting");
        Assert.That(_supervisor.MayFeed(At(60)), Is.False);
        _supervisor.OnProgress(At(61));
        Assert.That(_supervisor.MayFeed(At(70)));
        Assert.That(_supervisor.MayFeed(At(71)), Is.False, "it hangs");
        _supervisor.OnEnded(At(72));
        Assert.That(_supervisor.MayFeed(At(73)), "it is waited for on purpose");
        Assert.That(_supervisor.MayFeed(At(75)), Is.False, "who was to start it did not");
    }

    [Test]
    public void One_that_cannot_be_started_counts_as_a_crash()
    {
        _supervisor.OnNotStarted(At(3));
        Assert.That((_supervisor.Crashes, _supervisor.StartAt), Is.EqualTo((1, At(4))));
    }

    private static Instant At(long seconds) => Instant.Zero + Duration.FromSeconds(seconds);
}
