using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Sees what passes between a speaker and its peers, as it passes: for MRT (RFC 6396) and BMP (RFC 7854). Calls come
/// from within the speaker's own, must not call back into it, and what they are given is theirs during the call only.
/// </summary>
public interface IBgpMonitor
{
    /// <summary>A whole message as it came, header included, before anybody judged it.</summary>
    void OnReceived(int peer, long connection, ReadOnlySpan<byte> message, Instant now);

    /// <summary>A whole message that is queued to be sent.</summary>
    void OnSent(int peer, long connection, ReadOnlySpan<byte> message, Instant now);

    /// <summary>The state of a session changed; the connection is -1 where there is none.</summary>
    void OnState(in BgpPeerChange change, long connection, Instant now);

    /// <summary>A path of a peer, as policy left it, is new, has other attributes or was said again.</summary>
    void OnAccepted(int peer, IpPrefix prefix, uint pathId, ReadOnlySpan<byte> attributes, Instant now)
    {
    }

    /// <summary>A path of a peer is gone. After the end of its session that need not be told of all.</summary>
    void OnLost(int peer, IpPrefix prefix, uint pathId, Instant now)
    {
    }

    /// <summary>The Loc-RIB has another choice for a prefix.</summary>
    void OnRoute(in BgpRouteChange change, Instant now)
    {
    }
}

/// <summary>What a monitor may report of routes.</summary>
[Flags]
public enum BgpMonitorViews : byte
{
    None = 0,

    /// <summary>UPDATEs as they came.</summary>
    PrePolicy = 1,

    /// <summary>What import policy left of them.</summary>
    PostPolicy = 2,

    /// <summary>What was chosen (RFC 9069).</summary>
    LocRib = 4,
}
