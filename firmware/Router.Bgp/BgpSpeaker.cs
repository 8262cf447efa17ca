using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>A BGP-4 speaker without sockets, threads or clock.</summary>
public sealed class BgpSpeaker
{
    public BgpSpeaker(BgpSpeakerOptions options) => Options = options;

    public BgpSpeakerOptions Options { get; }

    public int AddPeer(BgpPeerOptions options, Instant now) => throw new NotSupportedException();

    public void RemovePeer(int peer, Instant now) => throw new NotSupportedException();

    public void SetAdmin(int peer, bool enabled, Instant now, string? text = null) => throw new NotSupportedException();

    public void Originate(Prefix prefix, BgpOrigination origination, Instant now) => throw new NotSupportedException();

    public void WithdrawOrigination(Prefix prefix, Instant now) => throw new NotSupportedException();

    public void RequestRefresh(int peer, Instant now) => throw new NotSupportedException();

    public void Reexport(int peer, Instant now) => throw new NotSupportedException();

    public void OnConnected(long connection, int peer, Ipv4Address local, Instant now) => throw new NotSupportedException();

    public void OnConnectFailed(int peer, Instant now) => throw new NotSupportedException();

    public bool OnAccepted(long connection, Ipv4Address local, Ipv4Address remote, ushort remotePort, Instant now) =>
        throw new NotSupportedException();

    public void OnReceived(long connection, ReadOnlySpan<byte> octets, Instant now) => throw new NotSupportedException();

    public void OnWritable(long connection, Instant now) => throw new NotSupportedException();

    public void OnClosed(long connection, Instant now) => throw new NotSupportedException();

    public void Poll(Instant now, IBgpSink sink) => throw new NotSupportedException();

    public Instant PollAt() => throw new NotSupportedException();

    public void Shutdown(Instant now, string? text = null) => throw new NotSupportedException();

    public IReadOnlyList<BgpPeerView> Peers() => throw new NotSupportedException();

    public BgpPeerView Peer(int peer) => throw new NotSupportedException();

    public int FindPeer(Ipv4Address remote) => throw new NotSupportedException();

    public IReadOnlyList<BgpRouteView> Routes() => throw new NotSupportedException();

    public BgpMemory Memory() => throw new NotSupportedException();
}
