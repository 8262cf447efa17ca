using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using NUnit.Framework;
using Router.Hal;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class PacedDriverTests
{
    [Test]
    public void Virtual_time_follows_the_clock_and_events_keep_their_own_times()
    {
        Wires wires = new(1, null, Duration.FromMilliseconds(1));
        HandClock clock = new() { Now = new Instant(77_000_000_000) };
        PacedDriver driver = new(wires.Simulation, clock, new Handler());
        driver.Turn();
        clock.Now += Duration.FromMilliseconds(25);
        driver.Turn();
        Assert.That(wires.Simulation.Now, Is.EqualTo(Wires.Ms(25)));
        Assert.That(wires.Arrived, Has.Count.EqualTo(25));
        Assert.That(wires.Arrived[9].At, Is.EqualTo(Wires.Us(9_050)));
        Assert.That(driver.Lateness.Worst, Is.EqualTo(Duration.FromMilliseconds(25) - Duration.FromMicroseconds(50)));
        Assert.That(driver.Lateness.LateBatches, Is.EqualTo(1));
        Assert.That(driver.Lateness.Batches, Is.EqualTo(2));
    }

    [Test]
    public void A_recorded_run_replays_in_virtual_time_to_the_same_digest()
    {
        using MemoryStream file = new();
        Wires live = new(9, null, Duration.FromMilliseconds(1), returns: true);
        HandClock clock = new();
        Handler handler = new() { Wires = live };
        PacedDriver driver = new(live.Simulation, clock, handler, new InputRecorder(file, "two", 9));
        for (int i = 0; i < 40; i++)
        {
            clock.Now += Duration.FromMicroseconds(733);
            if (i % 10 == 3)
            {
                driver.Mailbox.Post(new ExternalInput("carrier", "b", i < 10 ? "down" : "up"));
                driver.Mailbox.Post(new ExternalInput("note", "", "one \"more\"\nin the same turn"));
            }

            driver.Turn();
        }

        live.Simulation.RunUntil(Wires.Ms(60));
        Assert.That(handler.Seen, Has.Count.EqualTo(8));
        Assert.That(live.Link.Forward.Counters.Dropped(WireDrop.CarrierDown), Is.GreaterThan(0));

        using StringReader reader = new(Encoding.UTF8.GetString(file.ToArray()));
        Assert.That(InputRecording.TryRead(reader, out InputRecording? recording, out string? error), Is.True, error);
        Assert.That((recording!.Lab, recording.Seed), Is.EqualTo(("two", 9UL)));
        Wires again = new(recording.Seed, null, Duration.FromMilliseconds(1), returns: true);
        Handler replayed = new() { Wires = again };
        InputReplay.ScheduleAll(again.Simulation, replayed, recording.Inputs);
        again.Simulation.RunUntil(Wires.Ms(60));
        Assert.That(replayed.Seen, Is.EqualTo(handler.Seen));
        Assert.That(again.Simulation.Digest, Is.EqualTo(live.Simulation.Digest));
    }

    [Test]
    public void Input_posted_by_another_thread_reaches_a_sleeping_driver()
    {
        Simulation simulation = new(1);
        Handler handler = new();
        using CancellationTokenSource stop = new();
        handler.OnSeen = stop.Cancel;
        PacedDriver driver = new(simulation, new HandClock(), handler);
        Thread poster = new(() => driver.Mailbox.Post(new ExternalInput("exec", "n", "ip route")));
        poster.Start();
        driver.Run(stop.Token);
        poster.Join();
        Assert.That(handler.Seen, Is.EqualTo(new[] { "0.000000001 exec n ip route" }));
    }

    [TestCase("", "line 1")]
    [TestCase("{\"format\":2,\"lab\":\"x\",\"seed\":1}\n", "line 1")]
    [TestCase("[]\n", "line 1")]
    [TestCase("{\"format\":1,\"lab\":\"x\",\"seed\":1}\n{\"t\":\"soon\"}\n"
        + "{\"t\":1,\"kind\":\"\",\"target\":\"\",\"text\":\"\"}\n", "line 2")]
    public void A_bad_recording_is_refused_with_its_line(string text, string where)
    {
        using StringReader reader = new(text);
        Assert.That(InputRecording.TryRead(reader, out _, out string? error), Is.False);
        Assert.That(error, Does.StartWith(where));
    }

    [Test]
    public void An_incomplete_last_line_is_what_a_killed_process_leaves()
    {
        using StringReader reader = new("{\"format\":1,\"lab\":\"x\",\"seed\":1}\n"
            + "{\"t\":1,\"kind\":\"a\",\"target\":\"\",\"text\":\"\"}\n{\"t\":2,\"ki");
        Assert.That(InputRecording.TryRead(reader, out InputRecording? recording, out _), Is.True);
        Assert.That(recording!.Inputs, Has.Count.EqualTo(1));
    }

    private sealed class HandClock : IClock
    {
        public Instant Now { get; set; }
    }

    private sealed class Handler : IInputHandler
    {
        public List<string> Seen { get; } = [];

        public Wires? Wires { get; init; }

        public System.Action? OnSeen { get; set; }

        public void OnInput(ExternalInput input, Instant now)
        {
            Seen.Add($"{now} {input.Kind} {input.Target} {input.Text}");
            if (input.Kind == "carrier")
            {
                Wires!.Simulation.SetCarrier(Wires.Link, input.Text == "up");
            }

            OnSeen?.Invoke();
        }
    }
}
