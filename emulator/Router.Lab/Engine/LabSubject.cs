using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Core;
using Router.Lab.Checks;
using Router.Lab.Topology;
using Router.Node.Console;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>Answers a lab's checks by looking at its nodes.</summary>
internal sealed class LabSubject : ILabSubject
{
    private readonly RunningLab _lab;

    public LabSubject(RunningLab lab) => _lab = lab;

    public bool Holds(LabCheck check, BgpExpectation expectation, out string observed)
    {
        if (_lab.Find(check.Node) is not LabBoard board)
        {
            observed = $"{check.Node} is no board";
            return false;
        }

        Ipv4Address? address = _lab.AddressOf(expectation.Peer);
        BgpPeerView? peer = board.Board.Speaker.Peers().FirstOrDefault(
            candidate => candidate.Options.RemoteAddress == address || candidate.Options.Name == expectation.Peer);
        string state = peer?.State.ToString().ToLowerInvariant() ?? "absent";
        observed = peer is null ? $"no session with {expectation.Peer}" : $"{state}: {peer.Reason}";
        return peer is not null && (state == expectation.State) != expectation.Not;
    }

    public bool Holds(LabCheck check, RouteExpectation expectation, out string observed)
    {
        LabHost? host = _lab.Find(check.Node);
        List<Route> routes = host is null ? [] : host.Host.Core.Routes.Enumerate()
            .Where(route => route.Prefix == expectation.Prefix).ToList();
        observed = routes.Count == 0
            ? "no such route"
            : string.Join("; ", routes.Select(route => IpRouteFormat.Line(route, host!.Host.InterfaceName)));
        return expectation.Shape == RouteShape.Absent
            ? routes.Count == 0
            : routes.Exists(route => Matches(expectation, route, host!));
    }

    public IPingRun StartPing(PingExpectation expectation)
    {
        LabHost source = _lab.Find(expectation.Source)
            ?? throw new InvalidOperationException($"{expectation.Source} is no host: the reader lets none such pass");
        var options = new PingOptions
        {
            Destination = _lab.AddressOf(expectation.Destination) ?? Ipv4Address.Parse(expectation.Destination),
            Count = expectation.Count,
            DataSize = expectation.Size,
            Fragmentation = expectation.DontFragment ? PingFragmentation.Do : PingFragmentation.Dont,
        };
        Instant now = _lab.Simulation.Now;
        var job = new PingJob(source.Host.Echo, options, json: false, now);
        var run = new PingRun(source.Host.Attach(job, now), job);
        _lab.Wake(source);
        return run;
    }

    private bool Matches(RouteExpectation expected, Route route, LabHost host)
    {
        NextHop? hop = route.NextHops.Count > 0 ? route.NextHops[0] : null;
        return (expected.Shape == RouteShape.Blackhole) == (route.Kind == RouteKind.Blackhole)
            && (expected.Via is null || (hop is { } via && via.Gateway == _lab.AddressOf(expected.Via)))
            && (expected.Device is null
                || (hop is { } dev && host.Host.InterfaceName(dev.Interface) == expected.Device))
            && (expected.Protocol is null || IpRouteFormat.ProtocolName(route.Protocol) == expected.Protocol)
            && (expected.Metric is null || route.Metric == expected.Metric)
            && (!expected.Onlink || hop is { Onlink: true });
    }

    private sealed class PingRun(ConsoleJob attached, PingJob job) : IPingRun
    {
        public bool IsFinished => attached.Poll(Instant.Zero, new System.Text.StringBuilder());

        public PingStatistics Statistics => job.Statistics;

        public (int Least, int Most) ReplyTtl => job.Replies.Count == 0
            ? (0, 0)
            : (job.Replies.Min(static reply => reply.Ttl), job.Replies.Max(static reply => reply.Ttl));
    }
}
