using System;
using System.Globalization;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>Times as BIRD prints them, in UTC; where nobody knows the time of day, since the start.</summary>
internal static class BirdTime
{
    // What is older than this is told by its date, as BIRD has it.
    private static readonly Duration s_today = Duration.FromSeconds(20 * 3600);

    /// <summary>The time of day, or the date of what is long ago: no blank, for tables.</summary>
    public static string Short(IBgpConsole console, Instant at, Instant now) =>
        console.UnixTime(at) is { } unix
            ? Date(unix).ToString(now - at < s_today ? "HH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : SinceStart(console, at);

    /// <summary>Date and time.</summary>
    public static string Long(IBgpConsole console, Instant at) => console.UnixTime(at) is { } unix
        ? Date(unix).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : SinceStart(console, at);

    /// <summary>To the millisecond, for a log.</summary>
    public static string Exact(IBgpConsole console, Instant at) => console.UnixTime(at) is { } unix
        ? Date(unix).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)
        : SinceStart(console, at);

    private static DateTime Date(long unixNanoseconds) => DateTime.UnixEpoch.AddTicks(unixNanoseconds / 100);

    private static string SinceStart(IBgpConsole console, Instant at)
    {
        var elapsed = TimeSpan.FromSeconds(Math.Max(0, (at - console.Started).Seconds));
        return elapsed.Days == 0
            ? elapsed.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture)
            : elapsed.ToString("d\\dhh\\hmm\\m", CultureInfo.InvariantCulture);
    }
}
