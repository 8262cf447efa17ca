using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Bgp;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>What <c>show protocols all</c> adds to a session's line.</summary>
internal static class BirdProtocolDetail
{
    private const int Code = 1006;

    public static void Write(CodedReply reply, IBgpConsole console, BgpPeerView peer)
    {
        reply.Line(Code, "  Preference:     100");
        reply.Line(Code, $"  Input filter:   {FilterName(peer.Policy, isImport: true)}");
        reply.Line(Code, $"  Output filter:  {FilterName(peer.Policy, isImport: false)}");
        if (peer.Enabled)
        {
            WriteRoutes(reply, peer);
        }

        reply.Line(Code, $"  BGP state:          {BirdProtocols.StateName(peer)}");
        reply.Line(Code, $"    Neighbor address: {peer.Options.RemoteAddress}");
        reply.Line(Code, $"    Neighbor AS:      {peer.Options.RemoteAs}");
        if (peer.Negotiated is { } negotiated)
        {
            WriteSession(reply, console, peer, negotiated);
        }

        if (BirdProtocols.LastError(peer) is { Length: > 0 } error)
        {
            reply.Line(Code, $"    Last error:       {error}");
        }

        reply.Line(Code, string.Empty);
    }

    // What is not counted is shown as BIRD shows what cannot be.
    private static void WriteRoutes(CodedReply reply, BgpPeerView peer)
    {
        BgpRouteCounters routes = peer.Routes;
        reply.Line(Code, string.Create(CultureInfo.InvariantCulture,
            $"  Routes:         {peer.PathsReceived} imported, {peer.PrefixesSent} exported"));
        reply.Line(Code, "  Route change stats:     received   rejected   filtered    ignored   accepted");
        reply.Line(Code, Counts("Import updates:",
            routes.Received, routes.Rejected, routes.Filtered, null, routes.Accepted));
        reply.Line(Code, Counts("Import withdraws:", routes.WithdrawalsReceived, null, null, null, null));
        reply.Line(Code, Counts("Export updates:", null, null, null, null, routes.Sent));
        reply.Line(Code, Counts("Export withdraws:", null, null, null, null, routes.WithdrawalsSent));
    }

    private static string Counts(string what, params long?[] counts) =>
        $"    {what,-19}" + string.Concat(counts.Select(static count =>
            (count?.ToString(CultureInfo.InvariantCulture) ?? "---").PadLeft(11)));

    private static void WriteSession(
        CodedReply reply, IBgpConsole console, BgpPeerView peer, BgpNegotiated negotiated)
    {
        bool isInternal = !BgpText.IsExternal(console, peer);
        reply.Line(Code, $"    Neighbor ID:      {negotiated.RemoteId}");
        reply.Line(Code, $"    Neighbor caps:    {string.Join(' ', Capabilities(negotiated))}");
        reply.Line(Code, $"    Session:          {(isInternal ? "internal multihop" : "external")}"
            + (negotiated.FourOctetAs ? " AS4" : string.Empty)
            + (TakesPaths(negotiated) ? " add-path-rx" : string.Empty)
            + (GivesPaths(negotiated) ? " add-path-tx" : string.Empty));
        reply.Line(Code, $"    Source address:   {negotiated.LocalAddress}");
        reply.Line(Code, $"    Hold timer:       {negotiated.HoldTime}");
        reply.Line(Code, $"    Keepalive timer:  {negotiated.KeepaliveTime}");
    }

    /// <summary>What decides about routes that come in or go out.</summary>
    public static string FilterName(IBgpPolicy? policy, bool isImport)
    {
        if (policy is not IExplainedPolicy known)
        {
            return policy is null ? "ACCEPT" : "(unnamed)";
        }

        IReadOnlyList<BgpFilter> filters = isImport ? known.ImportFilters : known.ExportFilters;
        return filters.Count == 0 ? "(default)" : string.Join('+', filters.Select(static filter => filter.Name));
    }

    private static IEnumerable<string> Capabilities(BgpNegotiated negotiated)
    {
        foreach (byte code in negotiated.RemoteCapabilities.Distinct())
        {
            string? name = code switch
            {
                BgpCapabilityCode.RouteRefresh => "refresh",
                BgpCapabilityCode.EnhancedRouteRefresh => "enhanced-refresh",
                BgpCapabilityCode.GracefulRestart => Restarts(negotiated) ? "restart-able" : "restart-aware",
                BgpCapabilityCode.LongLivedGracefulRestart => "llgr-aware",
                BgpCapabilityCode.FourOctetAs => "AS4",
                BgpCapabilityCode.AddPath => AddPath(negotiated),
                BgpCapabilityCode.ExtendedMessage => "ext-messages",
                _ => null,
            };
            if (name is { Length: > 0 })
            {
                yield return name;
            }
        }
    }

    private static string AddPath(BgpNegotiated negotiated) =>
        (GivesPaths(negotiated) ? "add-path-rx" : string.Empty)
        + (GivesPaths(negotiated) && TakesPaths(negotiated) ? " " : string.Empty)
        + (TakesPaths(negotiated) ? "add-path-tx" : string.Empty);

    private static bool TakesPaths(BgpNegotiated negotiated) =>
        negotiated.Families.Any(static family => family.AddPathReceive);

    private static bool GivesPaths(BgpNegotiated negotiated) =>
        negotiated.Families.Any(static family => family.AddPathSend);

    private static bool Restarts(BgpNegotiated negotiated) =>
        negotiated.Families.Any(static family => family.PeerRestarts);
}
