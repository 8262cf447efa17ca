using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>A peer as a console shows it: a copy, taken when asked for.</summary>
public sealed record BgpPeerView
{
    public required int Index { get; init; }

    public required BgpPeerOptions Options { get; init; }

    public required BgpState State { get; init; }

    /// <summary>When <see cref="State"/> was entered.</summary>
    public required Instant Since { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Why the state last changed.</summary>
    public required string Reason { get; init; }

    public BgpNotificationRecord? LastSent { get; init; }

    public BgpNotificationRecord? LastReceived { get; init; }

    public required BgpMessageCounters Sent { get; init; }

    public required BgpMessageCounters Received { get; init; }

    public required BgpRouteCounters Routes { get; init; }

    /// <summary>What decides about routes now; null passes all.</summary>
    public IBgpPolicy? Policy { get; init; }

    /// <summary>Paths in the Adj-RIB-In.</summary>
    public required int PathsReceived { get; init; }

    /// <summary>Prefixes that the peer has from us.</summary>
    public required int PrefixesSent { get; init; }

    public required int StalePaths { get; init; }

    public required bool EndOfRibReceived { get; init; }

    public required bool EndOfRibSent { get; init; }

    /// <summary>Times the session reached Established.</summary>
    public required int Establishments { get; init; }

    /// <summary>Known while OpenConfirm or Established.</summary>
    public BgpNegotiated? Negotiated { get; init; }

    /// <summary>Octets written but not taken by the transport yet.</summary>
    public required int OutputQueued { get; init; }

    /// <summary>Prefixes whose change waits to be announced.</summary>
    public required int ChangesQueued { get; init; }

    /// <summary>UPDATEs whose routes were taken as withdrawn, by offending attribute type (RFC 7606 §2).</summary>
    public required IReadOnlyDictionary<byte, long> TreatedAsWithdraw { get; init; }

    /// <summary>Attributes dropped from UPDATEs, by type (RFC 7606 §2).</summary>
    public required IReadOnlyDictionary<byte, long> AttributesDiscarded { get; init; }
}
