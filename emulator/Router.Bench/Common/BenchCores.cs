using System.Collections.Generic;
using Router.Hal.Linux;

namespace Router.Bench.Common;

/// <summary>Which cores a benchmark uses.</summary>
/// <param name="Measured">The core that what is measured is pinned to.</param>
/// <param name="Other">The core of what must run beside it (readers, senders); the same one where there is but one.
/// </param>
public readonly record struct BenchCores(int Measured, int Other)
{
    /// <summary>The last core that this process may use, as the first one gets most interrupts.</summary>
    public static BenchCores Pick(int? wanted = null)
    {
        IReadOnlyList<int> allowed = ThreadScheduling.AllowedCores();
        int measured = wanted ?? allowed[^1];
        int other = measured;
        foreach (int core in allowed)
        {
            if (core != measured)
            {
                other = core;
            }
        }

        return new(measured, other);
    }
}
