using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Boards.Linux.Workers;
using Router.Node;

namespace Router.Boards.Linux.Metrics;

/// <summary>What each worker did, of which the board's own counters have the sum.</summary>
internal static class WorkerMetrics
{
    public static string Of(BoardWorkers? workers)
    {
        if (workers is null)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        Append(text, workers, "router_worker_forwarded_frames_total", "Frames that the worker forwarded itself.",
            static counts => counts.Forwarded);
        Append(text, workers, "router_worker_overrun_frames_total",
            "Frames dropped on the way from the worker to the board's loop.", static counts => counts.Overrun);
        return text.ToString();
    }

    private static void Append(StringBuilder text, BoardWorkers workers, string name, string help,
        Func<(long Forwarded, long Overrun), long> value) =>
        MetricsText.Each(text, name, "counter", help, Enumerable.Range(0, workers.Threads.Count),
            static worker => [("worker", worker.ToString(CultureInfo.InvariantCulture))],
            worker => value(workers.Forwarding.CountsOf(worker)));
}
