using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Support;

/// <summary>Reads our console's JSON. The only place that knows its shape.</summary>
internal static class BoardAnswers
{
    /// <summary>`show bgp routes` has this prefix with this next hop.</summary>
    public static bool HasRoute(this RouterBoard board, string prefix, string nextHop)
    {
        using JsonDocument answer = board.Json("show bgp routes");
        return answer.RootElement.GetProperty("routes").TryGetProperty(prefix, out JsonElement paths)
            && paths.EnumerateArray().Any(path => path.GetProperty("nexthop").ValueEquals(nextHop));
    }

    /// <summary>`show bgp summary` calls the session with this peer Established.</summary>
    public static bool SaysEstablished(this RouterBoard board, string peer)
    {
        using JsonDocument answer = board.Json("show bgp summary");
        return answer.RootElement.GetProperty("peers").GetProperty(peer).GetProperty("state")
            .ValueEquals("Established");
    }

    /// <summary>What `show bfd sessions` says of the session with a peer, as `up`; null when there is none.</summary>
    public static string? BfdStatus(this RouterBoard board, string peer)
    {
        using JsonDocument answer = board.Json("show bfd sessions");
        return answer.RootElement.EnumerateArray()
            .FirstOrDefault(session => session.GetProperty("peer").ValueEquals(peer)) is
        { ValueKind: JsonValueKind.Object } found ? found.GetProperty("status").GetString() : null;
    }

    /// <summary>TCP segments that were dropped for a reason, as `signature_wrong`.</summary>
    public static long TcpDropped(this RouterBoard board, string reason)
    {
        using JsonDocument answer = board.Json("show tcp");
        return answer.RootElement.GetProperty("drops").GetProperty(reason).GetInt64();
    }

    /// <summary>Received frames that were dropped for a reason, as `ipip_source`.</summary>
    public static long Dropped(this RouterBoard board, string reason)
    {
        using JsonDocument answer = board.Json("show counters");
        return answer.RootElement.GetProperty("drops").TryGetProperty(reason, out JsonElement count)
            ? count.GetInt64()
            : 0;
    }
}
