using System;
using System.Collections.Generic;
using System.Threading;

namespace Router.Bench.Common;

/// <summary>
/// All contestants one after the other, again and again: a disturbance of the machine then hits each of them, and
/// ratios within the run hold where absolute numbers do not.
/// </summary>
public static class Turns
{
    /// <param name="runner">Runs each of them.</param>
    /// <param name="contestants">In the order of the first round; each later round starts one further on.</param>
    /// <param name="launches">Rounds.</param>
    /// <param name="collect">Gets each contestant's lines of each round.</param>
    /// <param name="progress">Gets a line before each launch.</param>
    /// <param name="cancelled">Ends the run.</param>
    public static void Run(
        IContestantRunner runner,
        IReadOnlyList<Contestant> contestants,
        int launches,
        Action<Contestant, IReadOnlyList<string>> collect,
        Action<string> progress,
        CancellationToken cancelled)
    {
        for (int launch = 0; launch < launches; launch++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                // Whoever follows a cache-hungry one would always pay for it.
                Contestant contestant = contestants[(i + launch) % contestants.Count];
                progress($"launch {launch + 1} of {launches}: {contestant.Name}");
                collect(contestant, runner.Run(contestant, cancelled));
            }
        }
    }
}
