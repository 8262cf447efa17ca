using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Hal.Linux;
using Router.Hal.Linux.Machine;
using Router.Wire;

namespace Router.Boards.Init;

/// <summary>Gives the board's NICs their names: at the start, and again whenever one comes late.</summary>
internal sealed class NicNaming(ApplianceFile appliance, InitLog log)
{
    // A hub is asked for its devices one after the other.
    private static readonly Duration s_latest = Duration.FromSeconds(8);

    // A board may have fewer NICs than sockets for them: when no more come, no more is waited for.
    private static readonly Duration s_quiet = Duration.FromSeconds(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly NicNames _names = new(appliance.Nics);

    /// <summary>Waits for cards that are late, but not for ever.</summary>
    public void Start(MonotonicClock clock)
    {
        if (appliance.Nics.Count == 0)
        {
            return;
        }

        Instant start = clock.Now;
        Instant newsAt = start;
        IReadOnlyList<NicDevice> devices = NicFinder.List();
        while (_names.Missing(devices).Count > 0 && clock.Now - start < s_latest
            && (devices.Count == 0 || clock.Now - newsAt < s_quiet))
        {
            Thread.Sleep(s_look);
            IReadOnlyList<NicDevice> next = NicFinder.List();
            newsAt = next.Count != devices.Count ? clock.Now : newsAt;
            devices = next;
        }

        Refresh();
        IReadOnlyList<NicRule> missing = _names.Missing(NicFinder.List());
        log.Write(missing.Count == 0
            ? $"all {appliance.Nics.Count} NICs are there"
            : "NICs that are not there: " + string.Join(", ", missing.Select(static rule => rule.ToString())));
    }

    /// <summary>Names who has none yet.</summary>
    public void Refresh()
    {
        if (appliance.Nics.Count == 0)
        {
            return;
        }

        foreach (NicRename step in _names.Plan(NicFinder.List()))
        {
            try
            {
                InterfaceNames.Rename(step.From, step.To);
                log.Write($"{step.From} is called {step.To} now");
            }
            catch (IOException e)
            {
                log.Write(e.Message);
            }
        }

        _names.Settle(NicFinder.List());
    }
}
