using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>What both OPENs of a session agree on.</summary>
public sealed record BgpNegotiated
{
    public required RouterId RemoteId { get; init; }

    public required Asn RemoteAs { get; init; }

    public required IpAddress LocalAddress { get; init; }

    /// <summary>The smaller of both proposals in seconds; 0 turns KEEPALIVEs off (RFC 4271 §4.2).</summary>
    public required ushort HoldTime { get; init; }

    public required ushort KeepaliveTime { get; init; }

    public bool FourOctetAs { get; init; }

    public bool RouteRefresh { get; init; }

    public bool EnhancedRefresh { get; init; }

    /// <summary>
    /// The peer announced enhanced refresh, so subtypes of ROUTE-REFRESH mean something (RFC 7313 §5).
    /// </summary>
    public bool PeerSendsRefreshMarks { get; init; }

    /// <summary>4096, or 65535 when both sides announced extended messages (RFC 8654 §3).</summary>
    public int MaxMessageSize { get; init; } = BgpMessage.MaxSize;

    /// <summary>The families that both sides speak, in our order.</summary>
    public required IReadOnlyList<BgpNegotiatedFamily> Families { get; init; }

    /// <summary>The peer knows long-lived graceful restart (RFC 9494 §3.1).</summary>
    public bool LongLivedAware { get; init; }

    public bool GracefulRestart { get; init; }

    /// <summary>Seconds within which the peer promises to be back after a restart.</summary>
    public ushort PeerRestartTime { get; init; }

    /// <summary>The peer's OPEN had the restart bit.</summary>
    public bool PeerRestarted { get; init; }

    /// <summary>Capability codes of both OPENs, in order.</summary>
    public IReadOnlyList<byte> LocalCapabilities { get; init; } = [];

    public IReadOnlyList<byte> RemoteCapabilities { get; init; } = [];

    /// <summary>What was agreed for a family, or null.</summary>
    public BgpNegotiatedFamily? Find(BgpFamily family)
    {
        foreach (BgpNegotiatedFamily agreed in Families)
        {
            if (agreed.Family == family)
            {
                return agreed;
            }
        }

        return null;
    }
}
