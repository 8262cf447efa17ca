using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;
using Router.Bench.Common;
using Router.Bench.Fib.Running;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>
/// Runs contestants of ours on a thread instead of in a process, with structures of the test's choice.
/// </summary>
internal sealed class InProcessRunner(Func<string, ILookupStructure<Ipv4Address>> make) : IContestantRunner
{
    public List<string> Launched { get; } = [];

    public IReadOnlyList<string> Run(Contestant contestant, CancellationToken cancelled)
    {
        Launched.Add(contestant.Name);
        string[] arguments = [.. contestant.Arguments];
        var output = new StringWriter();
        ExceptionDispatchInfo? failure = null;

        // The worker binds its thread to a core, for good.
        var thread = new Thread(() =>
        {
            try
            {
                FibWorker.Run(arguments[(Array.IndexOf(arguments, FibWorker.Verb) + 1)..], output, make);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
