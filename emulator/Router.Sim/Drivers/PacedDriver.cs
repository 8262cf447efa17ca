using System;
using System.Threading;
using Router.Hal;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Runs a simulation so that virtual time follows a monotonic clock. When the host is too slow events are processed
/// late but keep their virtual times; how late is reported. Input from outside enters between events, one nanosecond
/// after everything already processed, and is recorded, so that the run can be repeated in virtual time.
/// </summary>
public sealed class PacedDriver
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);
    private static readonly Duration s_oneNanosecond = Duration.FromNanoseconds(1);

    private readonly Simulation _simulation;
    private readonly IClock _clock;
    private readonly IInputHandler _handler;
    private readonly InputRecorder? _recorder;
    private readonly Duration _tolerance;
    private readonly Instant _clockStart;
    private readonly Instant _virtualStart;
    private Lateness _lateness;

    /// <param name="tolerance">Lateness up to this is not counted; 10 ms unless given.</param>
    public PacedDriver(Simulation simulation, IClock clock, IInputHandler handler, InputRecorder? recorder = null,
        Duration? tolerance = null)
    {
        _simulation = simulation;
        _clock = clock;
        _handler = handler;
        _recorder = recorder;
        _tolerance = tolerance ?? Duration.FromMilliseconds(10);
        _clockStart = clock.Now;
        _virtualStart = simulation.Now;
    }

    public Mailbox Mailbox { get; } = new();

    /// <summary>Read on the driver's thread.</summary>
    public Lateness Lateness => _lateness;

    /// <summary>Runs until cancelled. The calling thread is the simulation's.</summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration wake = stop.Register(Mailbox.Wake);
        while (!stop.IsCancellationRequested)
        {
            Turn();
            Mailbox.Wait(UntilNextEvent());
        }
    }

    /// <summary>Takes waiting input, then processes what the clock says is due. Run is this in a loop.</summary>
    public void Turn()
    {
        Instant target = Instant.Max(Target(), _simulation.Now);
        Instant next = _simulation.NextEventAt;
        if (next <= target)
        {
            Note(target - next);
            _simulation.RunUntil(target);
        }

        Instant at = target + s_oneNanosecond;
        bool any = false;
        while (Mailbox.TryTake(out ExternalInput? input))
        {
            any = true;
            _recorder?.Record(at, input!);
            InputReplay.Schedule(_simulation, _handler, at, input!);
        }

        _simulation.RunUntil(any ? at : target);
    }

    private Instant Target() => _virtualStart + (_clock.Now - _clockStart);

    private void Note(Duration late)
    {
        _lateness = new Lateness(Duration.Max(late, _lateness.Worst), late,
            _lateness.LateBatches + (late > _tolerance ? 1 : 0), _lateness.Batches + 1);
    }

    // Waits are whole milliseconds: a wire's 50 µs is below what a general-purpose system can time anyway.
    private TimeSpan UntilNextEvent()
    {
        Instant next = _simulation.NextEventAt;
        if (next == Instant.Never)
        {
            return s_idle;
        }

        long milliseconds = (next - Target()).Milliseconds;
        return milliseconds <= 0 ? TimeSpan.FromMilliseconds(1)
            : milliseconds >= (long)s_idle.TotalMilliseconds ? s_idle : TimeSpan.FromMilliseconds(milliseconds);
    }
}
