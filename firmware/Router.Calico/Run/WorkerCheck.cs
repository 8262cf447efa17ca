using System;
using System.Collections.Generic;
using Router.Calico.Yaml;

namespace Router.Calico.Run;

/// <summary>Whether workers, their cores and the ports of a run file go together.</summary>
internal static class WorkerCheck
{
    public static void Check(YamlReader top, IReadOnlyList<(RunPort Port, YamlReader Reader)> ports,
        ForwarderKind forwarder, int workers, IReadOnlyList<int> cores)
    {
        if (top.Has("cores") && cores.Count != workers)
        {
            top.Report.Error(top.Where("cores"),
                FormattableString.Invariant($"{cores.Count} cores and {workers} workers"),
                workers == 0 ? "workers: and then a core for each" : "as many cores as workers, or no 'cores'");
        }

        var seen = new HashSet<int>();
        foreach (int core in cores)
        {
            if (!seen.Add(core))
            {
                top.Report.Error(top.Where("cores"), FormattableString.Invariant($"core {core} again"),
                    "another core for each worker");
            }
        }

        if (workers == 0)
        {
            return;
        }

        if (forwarder == ForwarderKind.Plain)
        {
            top.Report.Error(top.Where("workers"), "workers forward by the fast path, and 'forwarder' is plain",
                "forwarder: fast, or no workers");
        }

        foreach ((RunPort port, YamlReader reader) in ports)
        {
            if (port.Nic.Kind == NicKind.Tap)
            {
                top.Report.Error(reader.Where("nic"),
                    $"port {port.Name}: a tap has no queue for each worker",
                    "kind: packet or xdp, or no workers");
            }
        }
    }
}
