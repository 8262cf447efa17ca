using System.Collections.Generic;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>A finished ping as JSON. Times in microseconds.</summary>
public static class PingJson
{
    public static string Text(Ipv4Address destination, PingStatistics statistics, IReadOnlyList<PingReply> replies) =>
        JsonText.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("destination", destination.ToString());
            json.WriteNumber("transmitted", statistics.Transmitted);
            json.WriteNumber("received", statistics.Received);
            json.WriteNumber("duplicates", statistics.Duplicates);
            json.WriteNumber("errors", statistics.Errors);
            json.WriteNumber("rttMinMicroseconds", statistics.MinimumMicroseconds);
            json.WriteNumber("rttAvgMicroseconds", statistics.AverageMicroseconds);
            json.WriteNumber("rttMaxMicroseconds", statistics.MaximumMicroseconds);
            json.WriteStartArray("replies");
            foreach (PingReply reply in replies)
            {
                json.WriteStartObject();
                json.WriteString("from", reply.From.ToString());
                json.WriteNumber("sequence", reply.Sequence);
                json.WriteNumber("ttl", reply.Ttl);
                json.WriteNumber("rttMicroseconds", reply.RoundTrip.Nanoseconds / 1000);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
