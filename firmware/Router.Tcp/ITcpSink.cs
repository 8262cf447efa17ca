using System;

namespace Router.Tcp;

/// <summary>Where <see cref="TcpStack.Poll"/> puts what it produces.</summary>
public interface ITcpSink
{
    /// <summary>
    /// One whole segment with its checksum complete, valid during the call. The sink must not call the stack from here.
    /// </summary>
    void SendSegment(
        Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment);

    /// <summary>Something happened to a connection. The sink may call the stack, except Poll.</summary>
    void OnEvent(TcpHandle h, TcpEvent e);
}
