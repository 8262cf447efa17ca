using System.Globalization;
using System.Text;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>The lines of iputils' <c>ping</c>.</summary>
public static class PingFormat
{
    public static string Header(Ipv4Address destination, int dataSize) =>
        Invariant($"PING {destination} ({destination}) {dataSize}({dataSize + 28}) bytes of data.");

    public static string Reply(int octets, Ipv4Address from, int sequence, int ttl, Duration time) =>
        Invariant($"{octets} bytes from {from}: icmp_seq={sequence} ttl={ttl} time={RoundTrip(time)} ms");

    /// <summary>Fewer decimals the longer it took, as iputils does: 0.498, 12.3, 104.</summary>
    public static string RoundTrip(Duration time)
    {
        long micros = (time.Nanoseconds + 500) / 1000;
        return micros switch
        {
            >= 100_000 => Invariant($"{(micros + 500) / 1000}"),
            >= 10_000 => Invariant($"{(micros + 50) / 1000}.{(micros + 50) % 1000 / 100}"),
            >= 1_000 => Invariant($"{(micros + 5) / 1000}.{(micros + 5) % 1000 / 10:D2}"),
            _ => Invariant($"{micros / 1000}.{micros % 1000:D3}"),
        };
    }

    public static string Statistics(Ipv4Address destination, in PingStatistics statistics)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n--- {destination} ping statistics ---\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{statistics.Transmitted} packets transmitted, {statistics.Received} received");
        if (statistics.Duplicates > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", +{statistics.Duplicates} duplicates");
        }

        if (statistics.Errors > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", +{statistics.Errors} errors");
        }

        text.Append(CultureInfo.InvariantCulture,
            $", {Percent(statistics)}% packet loss, time {statistics.Elapsed.Milliseconds}ms\n");
        if (statistics.Received > 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"rtt min/avg/max/mdev = {Millis(statistics.Least)}/{Millis(statistics.Average)}/" +
                $"{Millis(statistics.Most)}/{Millis(statistics.Deviation)} ms\n");
        }

        return text.ToString();
    }

    // iputils prints whole numbers without decimals and others as %g does: 33.3333.
    private static string Percent(in PingStatistics statistics)
    {
        int lost = statistics.Transmitted - statistics.Received;
        if (statistics.Transmitted == 0 || lost <= 0)
        {
            return "0";
        }

        decimal percent = decimal.Round(lost * 100m / statistics.Transmitted, 4);
        return percent.ToString("0.####", CultureInfo.InvariantCulture);
    }

    private static string Millis(Duration time) =>
        Invariant($"{time.Nanoseconds / 1_000_000}.{time.Nanoseconds / 1000 % 1000:D3}");

    private static string Invariant(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
