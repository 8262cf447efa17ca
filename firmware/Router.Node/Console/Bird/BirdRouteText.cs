using System.Globalization;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>
/// A path on one line. Paths carry no time of their own, so what stands in the brackets is since when the session is
/// up.
/// </summary>
internal static class BirdRouteText
{
    public static string Of(IBgpConsole console, string prefix, in BgpPath path, bool isBest, Instant now)
    {
        string best = isBest ? " *" : string.Empty;
        if (path.IsLocal)
        {
            string since = BirdTime.Short(console, console.Started, now);
            string target = path.NextHop.IsZero ? "blackhole" : Via(console, path.NextHop);
            return $"{prefix,-18} {target} [{BirdNames.Static} {since}]{best} (200)";
        }

        BgpPeerView peer = console.Speaker.Peer(path.Peer);
        bool isReachable = TryGetMetric(console.Speaker, path.NextHop, out uint? metric);
        string via = isReachable ? Via(console, path.NextHop) : "unreachable";
        string from = isReachable && path.NextHop == peer.Options.RemoteAddress
            ? string.Empty
            : $" from {peer.Options.RemoteAddress}";
        string distance = !isReachable ? "/-"
            : metric is { } known ? "/" + known.ToString(CultureInfo.InvariantCulture)
            : path.IsExternal ? string.Empty
            : "/?";
        return $"{prefix,-18} {via} [{peer.Options.Name} {BirdTime.Short(console, peer.Since, now)}{from}]{best}"
            + $" (100{distance}) [{LastAs(path)}{"ie?"[System.Math.Min((int)path.Origin, 2)]}]";
    }

    private static string Via(IBgpConsole console, IpAddress nextHop) =>
        console.InterfaceTo(nextHop) is { } name ? $"via {nextHop} on {name}" : $"via {nextHop}";

    private static bool TryGetMetric(BgpSpeaker speaker, IpAddress nextHop, out uint? metric)
    {
        metric = null;
        if (speaker.Options.IgpMetric is not { } distances)
        {
            return true;
        }

        bool isReachable = distances.TryGetMetric(nextHop, out uint value);
        metric = value;
        return isReachable;
    }

    private static string LastAs(in BgpPath path)
    {
        BgpAttributes attributes = BgpAttributes.Read(path.Attributes.Span);
        return AsPathAttribute.TryGetLast(path.Attributes.Span, attributes.AsPath, out Asn last) ? $"AS{last}" : "";
    }
}
