using System;
using System.Collections.Generic;
using System.Linq;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Checks;

/// <summary>
/// Runs a lab's checks in virtual time, all on one timeline. Looking adds no event, so it does not change the digest;
/// pings are events like any other traffic.
/// </summary>
public sealed class CheckRunner
{
    // How often a check with 'within' is looked at again.
    private static readonly Duration s_step = Duration.FromMilliseconds(10);

    // iputils waits this long for the last reply unless told otherwise.
    private static readonly Duration s_linger = Duration.FromSeconds(10);
    private static readonly Duration s_interval = Duration.FromSeconds(1);

    private readonly Simulation _simulation;
    private readonly ILabSubject _subject;
    private readonly List<Pending> _pending = [];

    public CheckRunner(Simulation simulation, ILabSubject subject, IReadOnlyList<LabCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        _simulation = simulation;
        _subject = subject;
        foreach (LabCheck check in checks)
        {
            Pending pending = new(check);
            _pending.Add(pending);
            if (check.Expect is PingExpectation ping)
            {
                simulation.Schedule(Instant.Max(check.After, simulation.Now), -1, "check " + check.Name,
                    _ => pending.Run = subject.StartPing(ping));
            }
        }
    }

    /// <summary>Called with each result as soon as it is known.</summary>
    public Action<CheckResult>? OnResult { get; set; }

    /// <summary>Runs until each check is decided. Results are in the order of the checks.</summary>
    public IReadOnlyList<CheckResult> Run()
    {
        while (_pending.Exists(p => p.Result is null))
        {
            _simulation.RunUntil(NextLook());
            foreach (Pending pending in _pending)
            {
                if (pending.Result is null && pending.Check.After <= _simulation.Now)
                {
                    Look(pending);
                }
            }
        }

        return _pending.Select(p => p.Result!).ToList();
    }

    private static Instant Deadline(LabCheck check)
    {
        Duration within = check.Within;
        if (check.Expect is PingExpectation ping && within == Duration.Zero)
        {
            within = (s_interval * ping.Count) + s_linger;
        }

        return check.After + within;
    }

    // The next time that can decide anything: a beginning, a deadline, or a step when some check is open.
    private Instant NextLook()
    {
        Instant now = _simulation.Now;
        Instant next = Instant.Never;
        foreach (Pending pending in _pending.Where(p => p.Result is null))
        {
            Instant at = pending.Looked ? Instant.Min(now + s_step, Deadline(pending.Check)) : pending.Check.After;
            next = Instant.Min(next, Instant.Max(at, now));
        }

        return next;
    }

    private void Look(Pending pending)
    {
        pending.Looked = true;
        bool late = _simulation.Now >= Deadline(pending.Check);
        string observed = "the ping is still under way";
        bool final = late;
        bool holds = false;
        switch (pending.Check.Expect)
        {
            case BgpExpectation bgp:
                holds = _subject.Holds(pending.Check, bgp, out observed);
                break;
            case RouteExpectation route:
                holds = _subject.Holds(pending.Check, route, out observed);
                break;
            case PingExpectation ping when pending.Run is { } run && (run.IsFinished || late):
                holds = PingVerdict.Holds(ping, run, out observed);
                final = true;
                break;
            default:
                break;
        }

        if (holds || final)
        {
            pending.Result = new CheckResult(pending.Check, holds, _simulation.Now, observed);
            OnResult?.Invoke(pending.Result);
        }
    }

    private sealed class Pending(LabCheck check)
    {
        public LabCheck Check => check;

        public bool Looked { get; set; }

        public IPingRun? Run { get; set; }

        public CheckResult? Result { get; set; }
    }
}
