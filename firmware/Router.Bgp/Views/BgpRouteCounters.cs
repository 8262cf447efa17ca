namespace Router.Bgp;

/// <summary>Routes that came and went since the peer was configured, each announcement and withdrawal once.</summary>
public struct BgpRouteCounters
{
    /// <summary>Announced by the peer.</summary>
    public long Received { get; set; }

    /// <summary>Of these not usable: loops, leaks, next hops that lead back here (RFC 4271 §9.1.2).</summary>
    public long Rejected { get; set; }

    /// <summary>Of these refused by import policy.</summary>
    public long Filtered { get; set; }

    /// <summary>Of these taken into the table.</summary>
    public readonly long Accepted => Received - Rejected - Filtered;

    /// <summary>Withdrawn by the peer, or taken as withdrawn (RFC 7606 §2).</summary>
    public long WithdrawalsReceived { get; set; }

    /// <summary>Announced to the peer.</summary>
    public long Sent { get; set; }

    /// <summary>Withdrawn from the peer.</summary>
    public long WithdrawalsSent { get; set; }
}
