using System;
using System.Globalization;
using System.Text;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show clock</c>: the time of day, whether a server told it, and how far off we were.</summary>
internal static class ClockCommand
{
    public static ConsoleJob Show(Board board, ConsoleRequest request) =>
        ConsoleJob.Finished(request.Json ? Json(board, request.Now) : Text(board, request.Now));

    private static string Text(Board board, Instant now)
    {
        var text = new StringBuilder();
        text.Append(Date(board.UnixTime(now)) ?? "the time is not known").Append('\n');
        if (board.Ntp.Last is not { } last)
        {
            return text.Append(board.Ntp.HasServers ? "not synchronised: no server has told the time yet\n"
                : "not synchronised: no server is configured\n").ToString();
        }

        text.Append(CultureInfo.InvariantCulture,
            $"{(board.Ntp.IsSynchronised(now) ? "synchronised" : "not synchronised any more: last")} by {last.Server}");
        text.Append(
            CultureInfo.InvariantCulture, $" (stratum {last.Stratum}) {(now - last.At).Seconds} s ago, offset ");
        text.Append(last.Offset is { } offset
            ? string.Create(CultureInfo.InvariantCulture, $"{offset / 1e9:+0.000000;-0.000000;0.000000} s")
            : "not known");
        text.Append(CultureInfo.InvariantCulture, $", delay {last.Delay.Nanoseconds / 1e9:0.000000} s\n");
        return text.ToString();
    }

    private static string Json(Board board, Instant now) => JsonText.Build(json =>
    {
        json.WriteStartObject();
        json.WriteString("time", Date(board.UnixTime(now)));
        json.WriteBoolean("synchronised", board.Ntp.IsSynchronised(now));
        if (board.Ntp.Last is { } last)
        {
            json.WriteString("server", last.Server.ToString());
            json.WriteNumber("stratum", last.Stratum);
            json.WriteNumber("age", (now - last.At).Seconds);
            json.WriteNumber("delay", last.Delay.Nanoseconds / 1e9);
            if (last.Offset is { } offset)
            {
                json.WriteNumber("offset", offset / 1e9);
            }
        }

        json.WriteEndObject();
    });

    private static string? Date(long? unixTime) => unixTime is not { } time ? null
        : DateTime.UnixEpoch.AddTicks(time / TimeSpan.NanosecondsPerTick).ToString(
            "yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);
}
