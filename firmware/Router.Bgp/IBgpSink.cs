using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Where a speaker's effects go. All calls come from within <see cref="BgpSpeaker.Poll"/>.</summary>
public interface IBgpSink
{
    /// <summary>Dial; answer with OnConnected or OnConnectFailed.</summary>
    void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl);

    /// <summary>
    /// Gives up the dial that was not answered yet; nothing is to be reported about it. A second connection that
    /// reaches an established Calico peer would end the first.
    /// </summary>
    void CancelConnect(int peer);

    /// <summary>
    /// Gives octets to the transport and says how many it took; the rest is offered again after OnWritable.
    /// </summary>
    int Send(long connection, ReadOnlySpan<byte> octets);

    /// <summary>Orderly close after everything sent so far is out. OnClosed need not follow.</summary>
    void Close(long connection);

    /// <summary>Close at once.</summary>
    void Abort(long connection);

    void OnRoute(in BgpRouteChange change);

    void OnPeer(in BgpPeerChange change);
}
