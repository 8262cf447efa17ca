using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>What one peer's policy would decide about a route, and why.</summary>
internal sealed record FilterVerdict(BgpPeerView Peer, IpPrefix Prefix, bool IsImport, bool IsKnown, BgpVerdict Verdict)
{
    private static readonly BgpVerdict s_passes = new(true, "no policy: everything passes", []);

    public static FilterVerdict Of(BgpPeerView peer, IpPrefix prefix, (BgpPath Path, bool IsKnown) path, bool isImport)
    {
        BgpRouteEdit edit = default;
        BgpVerdict verdict = peer.Policy switch
        {
            null => s_passes,
            IExplainedPolicy policy when isImport => policy.ExplainImport(prefix, path.Path),
            IExplainedPolicy policy => policy.ExplainExport(prefix, path.Path),
            { } policy => new BgpVerdict(
                isImport ? policy.Import(prefix, path.Path, ref edit) : policy.Export(prefix, path.Path, ref edit),
                "a policy that does not tell its rules", []),
        };
        return new FilterVerdict(peer, prefix, isImport, path.IsKnown, verdict);
    }

    public string Text()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{Prefix} {(IsImport ? "from" : "to")} {Peer.Options.Name}: ")
            .Append(Verdict.IsAccepted ? "accepted, " : "rejected, ").Append(Verdict.Decider)
            .Append(IsKnown ? "\n" : " (not in the table: judged as a plain route)\n");
        foreach (BgpPolicyStep step in Verdict.Steps)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {step.Filter} rule {step.Index + 1}: {(step.IsMatch ? "matches" : "no match")}: {step.Why}\n");
        }

        return text.ToString();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<FilterVerdict> verdicts)
    {
        json.WriteStartArray();
        foreach (FilterVerdict verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("peer", verdict.Peer.Options.Name);
            json.WriteString("prefix", verdict.Prefix.ToString());
            json.WriteString("direction", verdict.IsImport ? "import" : "export");
            json.WriteBoolean("inTable", verdict.IsKnown);
            json.WriteBoolean("accepted", verdict.Verdict.IsAccepted);
            json.WriteString("decider", verdict.Verdict.Decider);
            json.WriteStartArray("steps");
            foreach (BgpPolicyStep step in verdict.Verdict.Steps)
            {
                json.WriteStartObject();
                json.WriteString("filter", step.Filter);
                json.WriteNumber("rule", step.Index + 1);
                json.WriteBoolean("match", step.IsMatch);
                json.WriteString("why", step.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
