using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Router.Tests.Interop.Support;

/// <summary>What a stream of pings tells.</summary>
/// <param name="Sent">Requests, but the last ones, whose answers were not waited for.</param>
/// <param name="Lost">Of these without an answer.</param>
/// <param name="Gaps">Before and after each hole: when an answer came, as seconds since 1970.</param>
internal sealed partial record PingLoss(int Sent, int Lost, IReadOnlyList<(double From, double To)> Gaps)
{
    // As many requests as may be under way at the end.
    private const int UnderWay = PingStream.PerSecond / 5;

    /// <summary>The longest time without an answer.</summary>
    public double Outage => Gaps.Select(gap => gap.To - gap.From).DefaultIfEmpty(0).Max();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Sent} packets, {Lost} lost, outage {Outage:F2} s");

    /// <summary>How many were answered so far.</summary>
    public static int Answers(string log) => Answer.Count(log);

    public static PingLoss Of(string log)
    {
        (int Number, double At)[] answers = [.. Answer.Matches(log).Select(match => (
            int.Parse(match.Groups["seq"].ValueSpan, CultureInfo.InvariantCulture),
            double.Parse(match.Groups["at"].ValueSpan, CultureInfo.InvariantCulture))).Order()];
        int sent = int.Parse(Total.Match(log).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        int last = answers.Length == 0 ? 0 : answers[^1].Number;
        int counted = sent - last <= UnderWay ? last : sent;
        var gaps = answers.Zip(answers.Skip(1))
            .Where(pair => pair.Second.Number > pair.First.Number + 1)
            .Select(pair => (pair.First.At, pair.Second.At));
        return new PingLoss(counted, counted - answers.Length, [.. gaps]);
    }

    [GeneratedRegex(@"^\[(?<at>[0-9.]+)\] .* icmp_seq=(?<seq>\d+) ttl=", RegexOptions.Multiline)]
    private static partial Regex Answer { get; }

    [GeneratedRegex(@"^(\d+) packets transmitted", RegexOptions.Multiline)]
    private static partial Regex Total { get; }
}
