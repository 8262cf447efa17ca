using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>
/// <c>show bgp filters</c> lists rules and how often each decided; <c>show filters test</c> says which would.
/// </summary>
internal static class FilterCommands
{
    public const string TestUsage = "show filters test PREFIX [PEER] [import | export]";

    // ORIGIN IGP and an empty AS_PATH: a route as if it were originated here.
    private static readonly byte[] s_plainAttributes = [0x40, 1, 1, 0, 0x40, 2, 0];

    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        string word = request.Arguments.Count == 0 ? "*" : request.Arguments[0];
        if (!BgpPeerNames.TryFind(console, word, out List<BgpPeerView> peers, out ConsoleJob? error))
        {
            return request.Arguments.Count == 0 ? ConsoleJob.Finished("no peers are configured") : error!;
        }

        return ConsoleJob.Finished(request.Json ? Json(peers) : string.Concat(peers.Select(Text)));
    }

    public static ConsoleJob Test(IBgpConsole console, ConsoleRequest request)
    {
        List<string> words = [.. request.Arguments];
        bool isImport = words.Remove("import");
        bool isExport = words.Remove("export");
        if (words.Count is 0 or > 2 || !IpPrefix.TryParse(words[0], out IpPrefix prefix))
        {
            return ConsoleJob.Finished($"usage: {TestUsage}", 2);
        }

        if (!BgpPeerNames.TryFind(
            console, words.Count == 2 ? words[1] : "*", out List<BgpPeerView> peers, out ConsoleJob? error))
        {
            return error!;
        }

        List<FilterVerdict> verdicts = [];
        foreach (BgpPeerView peer in peers)
        {
            if (!isExport)
            {
                verdicts.Add(FilterVerdict.Of(peer, prefix, PathFrom(console, prefix, peer.Index), isImport: true));
            }

            if (!isImport)
            {
                verdicts.Add(FilterVerdict.Of(peer, prefix, PathFrom(console, prefix, null), isImport: false));
            }
        }

        return ConsoleJob.Finished(request.Json
            ? JsonText.Build(json => FilterVerdict.Write(json, verdicts))
            : string.Concat(verdicts.Select(static verdict => verdict.Text())));
    }

    // The path that the table has, as policy left it; else one with nothing special about it.
    private static (BgpPath Path, bool IsKnown) PathFrom(IBgpConsole console, IpPrefix prefix, int? peer)
    {
        foreach (BgpPath path in console.Speaker.Route(prefix)?.Paths ?? [])
        {
            if (peer is null || path.Peer == peer)
            {
                return (path, true);
            }
        }

        var plain = new BgpPath
        {
            Peer = peer ?? BgpPath.Local,
            LocalPref = BgpOrigination.DefaultLocalPref,
            IsExternal = peer is { } giver && BgpText.IsExternal(console, console.Speaker.Peer(giver)),
            Attributes = s_plainAttributes,
        };
        return (plain, false);
    }

    private static string Text(BgpPeerView peer)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{peer.Options.Name} ({peer.Options.RemoteAddress})\n");
        if (peer.Policy is not IExplainedPolicy policy)
        {
            string what = peer.Policy is null ? "everything passes" : "a policy that does not tell its rules";
            return text.Append("  ").Append(what).Append('\n').ToString();
        }

        foreach ((string direction, IReadOnlyList<BgpFilter> filters) in Sides(policy))
        {
            text.Append("  ").Append(direction).Append(filters.Count == 0 ? ": no filters\n" : ":\n");
            foreach (BgpFilter filter in filters)
            {
                text.Append("    ").Append(filter.Name).Append('\n');
                for (int i = 0; i < filter.Rules.Count; i++)
                {
                    text.Append(CultureInfo.InvariantCulture,
                        $"      {i + 1}. {filter.Rules[i]} (decided {filter.Hits(i)})\n");
                }
            }
        }

        return text.ToString();
    }

    private static (string, IReadOnlyList<BgpFilter>)[] Sides(IExplainedPolicy policy) =>
        [("import", policy.ImportFilters), ("export", policy.ExportFilters)];

    private static string Json(List<BgpPeerView> peers) => JsonText.Build(json =>
    {
        json.WriteStartObject();
        foreach (BgpPeerView peer in peers)
        {
            json.WriteStartObject(peer.Options.RemoteAddress.ToString());
            json.WriteString("name", peer.Options.Name);
            if (peer.Policy is IExplainedPolicy policy)
            {
                foreach ((string direction, IReadOnlyList<BgpFilter> filters) in Sides(policy))
                {
                    Write(json, direction, filters);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string direction, IReadOnlyList<BgpFilter> filters)
    {
        json.WriteStartArray(direction);
        foreach (BgpFilter filter in filters)
        {
            json.WriteStartObject();
            json.WriteString("filter", filter.Name);
            json.WriteStartArray("rules");
            for (int i = 0; i < filter.Rules.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("rule", filter.Rules[i].ToString());
                json.WriteNumber("hits", filter.Hits(i));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
