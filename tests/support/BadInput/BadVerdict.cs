using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Support;

/// <summary>Judges what a third speaker was told after a case whose session goes on.</summary>
public static class BadVerdict
{
    /// <summary>What is wrong, or null.</summary>
    /// <param name="answer">What should have come of it.</param>
    /// <param name="before">The third speaker's prefixes before.</param>
    /// <param name="heard">And after.</param>
    public static string? OfRoutes(BadAnswer answer, IReadOnlyCollection<string> before, PlainTable heard)
    {
        string[] same = [.. heard.Prefixes];
        switch (answer.Outcome)
        {
            case BadOutcome.Ignore:
                return same.SequenceEqual(before) ? null : $"{Join(before)} became {Join(same)}";
            case BadOutcome.Withdraw:
                return same.SequenceEqual(before.Where(prefix => prefix != answer.Route))
                    ? null
                    : $"{Join(before)} without {answer.Route} became {Join(same)}";
            default:
                if (answer.Route is null)
                {
                    return null;
                }

                if (!heard.Has(answer.Route))
                {
                    return $"{answer.Route} was not announced to a third speaker";
                }

                string told = heard.MessageOf(answer.Route);
                return answer.Passed is not null && !told.Contains(answer.Passed, StringComparison.Ordinal)
                    ? $"{answer.Passed} was not passed on: {told}"
                    : answer.Gone is not null && told.Contains(answer.Gone, StringComparison.Ordinal)
                    ? $"{answer.Gone} was passed on: {told}"
                    : null;
        }
    }

    private static string Join(IEnumerable<string> prefixes) => $"[{string.Join(' ', prefixes)}]";
}
