using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary><c>show bgp filters</c> and <c>show filters test</c>: what filters do, and why.</summary>
public static class FilterCommands
{
    /// <param name="speaker">Whose peers' policies they show.</param>
    public static IEnumerable<ConsoleCommand> For(Func<BgpSpeaker> speaker) =>
    [
        new("show bgp filters", "show bgp filters", "Filters of all peers, their rules and how often each matched",
            request => List(speaker(), request)),
        new("show filters test", "show filters test PREFIX [PEER]", "Which rule decides about a prefix, and why",
            request => FilterTest.Run(speaker(), request)),
    ];

    private static ConsoleJob List(BgpSpeaker speaker, ConsoleRequest request)
    {
        var users = new List<(BgpFilter Filter, List<string> Users)>();
        foreach (BgpPeerView peer in speaker.Peers().OrderBy(static peer => peer.Options.RemoteAddress))
        {
            if (speaker.PolicyOf(peer.Index) is IExplainedPolicy policy)
            {
                Note(users, policy.ImportFilters, peer.Options.Name + " import");
                Note(users, policy.ExportFilters, peer.Options.Name + " export");
            }
        }

        return ConsoleJob.Finished(request.Json ? JsonText.Build(json => Write(json, users)) : Text(users));
    }

    private static void Note(List<(BgpFilter Filter, List<string> Users)> users, IReadOnlyList<BgpFilter> filters,
        string user)
    {
        foreach (BgpFilter filter in filters)
        {
            int at = users.FindIndex(known => ReferenceEquals(known.Filter, filter));
            if (at < 0)
            {
                users.Add((filter, [user]));
            }
            else
            {
                users[at].Users.Add(user);
            }
        }
    }

    private static string Text(List<(BgpFilter Filter, List<string> Users)> users)
    {
        var text = new StringBuilder();
        foreach ((BgpFilter filter, List<string> names) in users)
        {
            text.Append(CultureInfo.InvariantCulture, $"{filter.Name}: {string.Join(", ", names)}\n");
            for (int i = 0; i < filter.Rules.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{filter.Hits(i),12} {i + 1,4}  {filter.Rules[i]}\n");
            }
        }

        return users.Count == 0 ? "No peer has a filter\n" : "        Hits Rule\n" + text;
    }

    private static void Write(Utf8JsonWriter json, List<(BgpFilter Filter, List<string> Users)> users)
    {
        json.WriteStartObject();
        json.WriteStartArray("filters");
        foreach ((BgpFilter filter, List<string> names) in users)
        {
            json.WriteStartObject();
            json.WriteString("name", filter.Name);
            json.WriteStartArray("usedBy");
            names.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteStartArray("rules");
            for (int i = 0; i < filter.Rules.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("rule", i + 1);
                json.WriteString("name", filter.Rules[i].Name);
                json.WriteString("text", filter.Rules[i].ToString());
                json.WriteNumber("hits", filter.Hits(i));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
