using System;
using System.Collections.Generic;
using Router.Lab.Checks;
using Router.Lab.Reading;

namespace Router.Lab.Engine;

/// <summary>Runs a lab's checks from start to end.</summary>
public static class LabRun
{
    /// <summary>
    /// Builds the lab and runs its checks in virtual time; the lab as it stood when the last was decided.
    /// </summary>
    public static RunningLab Run(this LabConfiguration configuration, ulong seed, Action<CheckResult>? onResult,
        out IReadOnlyList<CheckResult> results)
    {
        var lab = new RunningLab(configuration, seed);
        var runner = new CheckRunner(lab.Simulation, new LabSubject(lab), configuration.File.Checks)
        {
            OnResult = onResult,
        };
        results = runner.Run();
        return lab;
    }
}
