using System.Globalization;
using System.IO;
using Router.Core;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>Prints a ping line for line as iputils does, so that eyes and scripts find what they know.</summary>
public static class PingText
{
    private const int IcmpHeader = 8;
    private const int IpHeader = 20;

    public static void WriteHeader(TextWriter output, string target, Ipv4Address address, int size) =>
        output.Write(Text($"PING {target} ({address}) {size}({size + IcmpHeader + IpHeader}) bytes of data.\n"));

    public static void WriteReply(TextWriter output, in PingReply reply, bool duplicate)
    {
        output.Write(Text($"{reply.Octets} bytes from {reply.From}: icmp_seq={reply.Sequence} ttl={reply.Ttl}"));
        output.Write($" time={Time(reply.RoundTrip)} ms" + (duplicate ? " (DUP!)\n" : "\n"));
    }

    /// <param name="reason">As iputils words it, from <see cref="PingErrors"/>.</param>
    public static void WriteError(TextWriter output, Ipv4Address from, int sequence, string reason) =>
        output.Write(Text($"From {from} icmp_seq={sequence} {reason}\n"));

    /// <summary>The request did not leave; <paramref name="mtu"/> is what would have.</summary>
    public static void WriteNotSent(TextWriter output, SendResult why, int mtu) => output.Write(why switch
    {
        SendResult.TooLong => Text($"ping: local error: message too long, mtu: {mtu}\n"),
        SendResult.NoBuffer => "ping: sendmsg: No buffer space available\n",
        SendResult.BadSource => "ping: sendmsg: Cannot assign requested address\n",
        _ => "ping: sendmsg: Network is unreachable\n",
    });

    /// <summary>A blank line, the counts, and the times when anything came back.</summary>
    public static void WriteSummary(TextWriter output, string target, PingStatistics statistics)
    {
        output.Write($"\n--- {target} ping statistics ---\n");
        output.Write(Text($"{statistics.Transmitted} packets transmitted, {statistics.Received} received"));
        output.Write(statistics.Duplicates > 0 ? Text($", +{statistics.Duplicates} duplicates") : string.Empty);
        output.Write(statistics.Errors > 0 ? Text($", +{statistics.Errors} errors") : string.Empty);
        if (statistics.Transmitted > 0)
        {
            long milliseconds = (statistics.Elapsed.Nanoseconds + 500_000) / 1_000_000;
            output.Write(Text($", {Percent(statistics)}% packet loss, time {milliseconds}ms"));
        }

        output.Write('\n');
        string comma = string.Empty;
        if (statistics.Received > 0)
        {
            output.Write("rtt min/avg/max/mdev = " + Milliseconds(statistics.MinimumMicroseconds)
                + "/" + Milliseconds(statistics.AverageMicroseconds)
                + "/" + Milliseconds(statistics.MaximumMicroseconds)
                + "/" + Milliseconds(statistics.DeviationMicroseconds) + " ms");
            comma = ", ";
        }

        output.Write(statistics.Pipe > 1 ? Text($"{comma}pipe {statistics.Pipe}") : string.Empty);
        output.Write('\n');
    }

    // Six significant digits, as C's %g prints them.
    private static string Percent(PingStatistics statistics)
    {
        decimal percent = statistics.Lost * 100m / statistics.Transmitted;
        int decimals = percent >= 10 ? 4 : percent >= 1 ? 5 : 6;
        return decimal.Round(percent, decimals).ToString("0.######", CultureInfo.InvariantCulture);
    }

    // Four significant digits or so, from microseconds, with iputils' own bounds and rounding.
    private static string Time(Duration roundTrip)
    {
        long us = roundTrip.Nanoseconds / 1000;
        return us switch
        {
            >= 100_000 - 50 => Text($"{(us + 500) / 1000}"),
            >= 10_000 - 5 => Text($"{(us + 50) / 1000}.{(us + 50) % 1000 / 100}"),
            >= 1000 => Text($"{(us + 5) / 1000}.{(us + 5) % 1000 / 10:D2}"),
            _ => Milliseconds(us),
        };
    }

    private static string Milliseconds(long microseconds) => Text($"{microseconds / 1000}.{microseconds % 1000:D3}");

    private static string Text(System.FormattableString text) => System.FormattableString.Invariant(text);
}
