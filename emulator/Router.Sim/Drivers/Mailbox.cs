using System;
using System.Collections.Generic;
using System.Threading;

namespace Router.Sim;

/// <summary>
/// The one door through which other threads reach a running simulation. Posting wakes the driver. Its lock is held for
/// a queue operation only and no callback runs inside it.
/// </summary>
public sealed class Mailbox
{
    private readonly object _gate = new();
    private readonly Queue<ExternalInput> _waiting = new();
    private bool _woken;

    /// <summary>Hands input over. Any thread.</summary>
    public void Post(ExternalInput input)
    {
        lock (_gate)
        {
            _waiting.Enqueue(input);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Wakes the driver without input, to look at its stop request.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    internal bool TryTake(out ExternalInput? input)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out input);
        }
    }

    /// <summary>Waits until something was posted or the time is over.</summary>
    internal void Wait(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_woken)
            {
                Monitor.Wait(_gate, atMost);
            }

            _woken = false;
        }
    }
}
