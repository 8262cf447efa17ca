using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>
/// <c>show filters test PREFIX [PEER]</c>: asks every peer's policy about the paths that the Loc-RIB has, or about an
/// assumed one where it has none: rejected paths are not kept.
/// </summary>
internal static class FilterTest
{
    public static ConsoleJob Run(BgpSpeaker speaker, ConsoleRequest request)
    {
        if (request.Arguments.Count is < 1 or > 2 || !IpPrefix.TryParse(request.Arguments[0], out IpPrefix prefix))
        {
            return ConsoleJob.Finished("usage: show filters test PREFIX [PEER], such as 10.1.0.0/16\n", exitCode: 1);
        }

        string? wanted = request.Arguments.Count > 1 ? request.Arguments[1] : null;
        List<BgpPeerView> peers = speaker.Peers().Where(peer => wanted is null || peer.Options.Name == wanted
            || peer.Options.RemoteAddress.ToString() == wanted)
            .OrderBy(static peer => peer.Options.RemoteAddress).ToList();
        if (peers.Count == 0)
        {
            return ConsoleJob.Finished(wanted is null ? "No peers\n" : $"No peer {wanted}\n", exitCode: 1);
        }

        BgpRouteView? route = speaker.FindRoute(prefix);
        List<Result> results = [];
        foreach (BgpPeerView peer in peers)
        {
            results.Add(Import(speaker, peer, prefix, route));
            results.Add(Export(speaker, peer, prefix, route));
        }

        return ConsoleJob.Finished(request.Json ? JsonText.Build(json => Write(json, prefix, results))
            : Text(prefix, results));
    }

    private static Result Import(BgpSpeaker speaker, BgpPeerView peer, IpPrefix prefix, BgpRouteView? route)
    {
        foreach (BgpPath path in route?.Paths ?? [])
        {
            if (path.Peer == peer.Index)
            {
                return Ask(speaker, peer, prefix, path, "the path as it was taken in", isImport: true);
            }
        }

        Asn local = peer.Options.LocalAs ?? speaker.Options.LocalAs;
        bool isExternal = peer.Options.RemoteAs != local;
        return Ask(speaker, peer, prefix, Assumed(peer.Index, isExternal ? peer.Options.RemoteAs : null,
            peer.Options.RemoteAddress), "an assumed path without communities", isImport: true);
    }

    private static Result Export(BgpSpeaker speaker, BgpPeerView peer, IpPrefix prefix, BgpRouteView? route)
    {
        if (route is { Selected: > 0 })
        {
            return route.Paths[0].Peer == peer.Index
                ? new Result(peer, false, "the best path",
                    new BgpVerdict(false, "the best path came from this peer", []))
                : Ask(speaker, peer, prefix, route.Paths[0], "the best path", isImport: false);
        }

        return Ask(speaker, peer, prefix, Assumed(BgpPath.Local, null, default), "as if it were originated here",
            isImport: false);
    }

    private static Result Ask(BgpSpeaker speaker, BgpPeerView peer, IpPrefix prefix, in BgpPath path, string what,
        bool isImport)
    {
        BgpRouteEdit edit = default;
        IBgpPolicy? policy = speaker.PolicyOf(peer.Index);
        BgpVerdict verdict = policy switch
        {
            null => new BgpVerdict(true, "no policy", []),
            IExplainedPolicy explained => isImport
                ? explained.ExplainImport(prefix, path)
                : explained.ExplainExport(prefix, path),
            _ => new BgpVerdict(
                isImport ? policy.Import(prefix, path, ref edit) : policy.Export(prefix, path, ref edit),
                "a policy without rules", []),
        };
        return new Result(peer, isImport, what, verdict);
    }

    private static BgpPath Assumed(int peer, Asn? external, IpAddress nextHop)
    {
        byte[] octets = new byte[64];
        BgpAttributeWriter writer = new(octets, 0);
        writer.Origin(BgpOrigin.Igp);
        writer.AsPathPrepended(default, default, external ?? default, external is null ? 0 : 1);
        return new BgpPath
        {
            Peer = peer,
            NextHop = nextHop,
            LocalPref = BgpOrigination.DefaultLocalPref,
            AsPathLength = external is null ? 0 : 1,
            NeighbourAs = external ?? default,
            IsExternal = external is not null,
            Attributes = octets.AsMemory(0, writer.Length),
        };
    }

    private static string Text(IpPrefix prefix, List<Result> results)
    {
        var text = new StringBuilder();
        foreach (Result result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"{result.Peer.Options.Name} {result.Direction} {prefix}: "
                + $"{result.Decision} by {result.Verdict.Decider} ({result.What})\n");
            foreach (BgpPolicyStep step in result.Verdict.Steps)
            {
                string rule = step.Rule is null ? string.Empty
                    : string.Create(CultureInfo.InvariantCulture, $" rule {step.Index + 1}");
                text.Append(CultureInfo.InvariantCulture, $"    {step.Filter}{rule}: {step.Why}\n");
            }
        }

        return text.ToString();
    }

    private static void Write(Utf8JsonWriter json, IpPrefix prefix, List<Result> results)
    {
        json.WriteStartObject();
        json.WriteString("prefix", prefix.ToString());
        json.WriteStartArray("results");
        foreach (Result result in results)
        {
            json.WriteStartObject();
            json.WriteString("peer", result.Peer.Options.RemoteAddress.ToString());
            json.WriteString("name", result.Peer.Options.Name);
            json.WriteString("direction", result.Direction);
            json.WriteBoolean("accepted", result.Verdict.IsAccepted);
            json.WriteString("decider", result.Verdict.Decider);
            json.WriteString("path", result.What);
            json.WriteStartArray("steps");
            foreach (BgpPolicyStep step in result.Verdict.Steps)
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
        json.WriteEndObject();
    }

    private sealed record Result(BgpPeerView Peer, bool IsImport, string What, BgpVerdict Verdict)
    {
        public string Direction => IsImport ? "import" : "export";

        public string Decision => Verdict.IsAccepted ? "accept" : "reject";
    }
}
