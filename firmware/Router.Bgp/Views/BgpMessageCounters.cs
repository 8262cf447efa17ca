namespace Router.Bgp;

/// <summary>Messages in one direction since the peer was configured.</summary>
public struct BgpMessageCounters
{
    public long Open { get; set; }

    public long Update { get; set; }

    public long Notification { get; set; }

    public long Keepalive { get; set; }

    public long RouteRefresh { get; set; }

    public long Octets { get; set; }

    public readonly long Total => Open + Update + Notification + Keepalive + RouteRefresh;
}
