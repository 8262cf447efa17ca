using System;
using Router.Node.Echo;

namespace Router.Lab.Checks;

/// <summary>Compares a finished ping with what was expected of it.</summary>
internal static class PingVerdict
{
    public static bool Holds(PingExpectation expected, IPingRun run, out string observed)
    {
        PingStatistics statistics = run.Statistics;
        (int least, int most) = run.ReplyTtl;
        string ttl = least == most ? FormattableString.Invariant($"ttl {least}")
            : FormattableString.Invariant($"ttl {least} to {most}");
        observed = FormattableString.Invariant($"{statistics.Transmitted} sent, {statistics.Received} received")
            + (statistics.Received > 0 ? ", " + ttl : string.Empty);
        if (expected.LossPercent == 100)
        {
            return statistics.Transmitted == expected.Count && statistics.Received == 0;
        }

        return statistics.Transmitted == expected.Count
            && statistics.Received > 0
            && statistics.Lost * 100 <= (long)expected.LossPercent * statistics.Transmitted
            && (expected.Ttl is not { } wanted || (least == wanted && most == wanted));
    }
}
