using System;
using System.Linq;
using Router.Bench.Bgp.Daemons;

namespace Router.Bench.Bgp.Feed;

/// <summary>A scenario's table and what each peer sends, made once for all its runs.</summary>
internal sealed class FeedSet
{
    private readonly RouteFeed[] _feeds;

    public FeedSet(BgpScenario scenario, uint firstAs)
    {
        Table = new RouteTable(Math.Max(scenario.Prefixes, 1));
        _feeds =
        [
            .. Enumerable.Range(0, scenario.Peers).Select(i => new RouteFeed(
                Table, firstAs + (uint)i, BgpNetwork.TesterAddress(i).V4.Value, i, scenario.Peers)),
        ];
    }

    public RouteTable Table { get; }

    /// <summary>UPDATEs of the first peer.</summary>
    public int Updates => _feeds.Length == 0 ? 0 : _feeds[0].Updates;

    public ReadOnlyMemory<byte> OctetsOf(int peer) => _feeds[peer].Octets;
}
