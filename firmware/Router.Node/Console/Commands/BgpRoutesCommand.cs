using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show bgp routes</c>: the Loc-RIB, in vtysh's columns.</summary>
internal static class BgpRoutesCommand
{
    private static readonly string[] s_origins = ["i", "e", "?"];

    public static ConsoleJob Show(BgpSpeaker speaker, IpAddress self, ConsoleRequest request)
    {
        List<BgpRouteView> routes = speaker.Routes().OrderBy(static route => route.Prefix).ToList();
        return ConsoleJob.Finished(request.Json
            ? JsonText.Build(json => WriteJson(json, speaker, self, routes))
            : Text(speaker, self, routes));
    }

    private static string Text(BgpSpeaker speaker, IpAddress self, List<BgpRouteView> routes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"BGP router identifier {speaker.Options.RouterId}, local AS number {speaker.Options.LocalAs}\n");
        text.Append("Status codes: * valid, > best, S stale, i internal; origin codes: i IGP, e EGP, ? incomplete\n\n");
        text.Append("    Network            Next Hop            Metric     LocPrf Path  From\n");
        int paths = 0;
        foreach (BgpRouteView route in routes)
        {
            for (int i = 0; i < route.Paths.Count; i++, paths++)
            {
                BgpPath path = route.Paths[i];
                string status = (path.IsStale ? "S" : "*") + (i == 0 ? ">" : " ")
                    + (path.IsExternal || path.IsLocal ? " " : "i");
                text.Append(string.Format(CultureInfo.InvariantCulture,
                    " {0}{1,-18} {2,-15} {3,10} {4,10} {5,-5} {6}\n",
                    status, i == 0 ? route.Prefix : string.Empty, NextHop(self, path), path.Med, path.LocalPref,
                    s_origins[System.Math.Min((int)path.Origin, 2)], From(speaker, path)));
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\nDisplayed {routes.Count} routes and {paths} total paths\n");
        return text.ToString();
    }

    private static IpAddress NextHop(IpAddress self, in BgpPath path) =>
        path.NextHop.IsZero ? self : path.NextHop;

    private static string From(BgpSpeaker speaker, in BgpPath path) =>
        path.IsLocal ? "local" : speaker.Peer(path.Peer).Options.Name;

    private static void WriteJson(Utf8JsonWriter json, BgpSpeaker speaker, IpAddress self, List<BgpRouteView> routes)
    {
        json.WriteStartObject();
        json.WriteString("routerId", speaker.Options.RouterId.ToString());
        json.WriteNumber("localAS", speaker.Options.LocalAs.Value);
        json.WriteStartObject("routes");
        foreach (BgpRouteView route in routes)
        {
            json.WriteStartArray(route.Prefix.ToString());
            for (int i = 0; i < route.Paths.Count; i++)
            {
                BgpPath path = route.Paths[i];
                json.WriteStartObject();
                json.WriteBoolean("valid", true);
                json.WriteBoolean("bestpath", i == 0);
                json.WriteBoolean("stale", path.IsStale);
                json.WriteString("pathFrom", path.IsLocal ? "local" : path.IsExternal ? "external" : "internal");
                json.WriteString("peer", From(speaker, path));
                json.WriteString("nexthop", NextHop(self, path).ToString());
                json.WriteNumber("localPref", path.LocalPref);
                json.WriteNumber("metric", path.Med);
                json.WriteString("origin", s_origins[System.Math.Min((int)path.Origin, 2)]);
                json.WriteNumber("asPathLength", path.AsPathLength);
                json.WriteNumber("pathId", path.PathId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
