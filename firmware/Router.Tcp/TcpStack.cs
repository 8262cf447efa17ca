using System;

namespace Router.Tcp;

/// <summary>TCP (RFC 9293) for the board's own connections: segments and time in, segments and events out.</summary>
public sealed class TcpStack
{
    public TcpStack(TcpOptions options, ulong seed) => throw new NotSupportedException(options + " " + seed);

    public void Listen(ushort port, TcpListenOptions o) => throw new NotSupportedException();

    /// <summary>Closes the listener and its half-open connections; established ones stay.</summary>
    public void Unlisten(ushort port, Ipv4Address address) => throw new NotSupportedException();

    /// <summary>The default handle when no slot or no port is left.</summary>
    public TcpHandle Connect(
        Ipv4Address local, Ipv4Address remote, ushort remotePort, TcpConnectOptions o, Instant now) =>
        throw new NotSupportedException();

    public void Receive(Ipv4Address source, Ipv4Address destination, ReadOnlySpan<byte> segment, Instant now) =>
        throw new NotSupportedException();

    /// <summary>An ICMP error that quotes one of our segments. Source and destination are those of the quoted header.</summary>
    public void IcmpError(
        Ipv4Address source, Ipv4Address destination, byte type, byte code, ushort nextHopMtu,
        ReadOnlySpan<byte> quoted, Instant now) => throw new NotSupportedException();

    public void Poll(Instant now, ITcpSink sink) => throw new NotSupportedException();

    public Instant PollAt() => throw new NotSupportedException();

    /// <summary>Octets accepted; −1 when the connection can send nothing any more.</summary>
    public int Send(TcpHandle h, ReadOnlySpan<byte> data, Instant now) => throw new NotSupportedException();

    /// <summary>Octets read; 0 when none are there yet; −1 when none will come.</summary>
    public int Read(TcpHandle h, Span<byte> buffer, Instant now) => throw new NotSupportedException();

    /// <summary>Sends FIN after what is queued. Reading goes on until the peer closes too.</summary>
    public void Close(TcpHandle h, Instant now) => throw new NotSupportedException();

    /// <summary>Sends RST and forgets the connection at once; no event follows.</summary>
    public void Abort(TcpHandle h, Instant now) => throw new NotSupportedException();

    public TcpInfo Info(TcpHandle h) => throw new NotSupportedException();
}
