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
}
