using System.Collections.Generic;
using System.Threading;

namespace Router.Bench.Common;

/// <summary>Runs a contestant once: in a process of its own, or in this one for tests.</summary>
public interface IContestantRunner
{
    /// <summary>What the contestant printed, line by line.</summary>
    /// <exception cref="BenchException">It failed; the message says how.</exception>
    IReadOnlyList<string> Run(Contestant contestant, CancellationToken cancelled);
}
