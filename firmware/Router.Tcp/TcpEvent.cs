namespace Router.Tcp;

/// <summary>What a connection tells its owner during <see cref="TcpStack.Poll"/>.</summary>
public enum TcpEvent
{
    /// <summary>A listener's handshake completed: the handle is new to the owner.</summary>
    Accepted = 0,

    /// <summary>Our own <see cref="TcpStack.Connect"/> completed.</summary>
    Connected = 1,

    /// <summary>New octets can be read.</summary>
    Readable = 2,

    /// <summary>Room again, after a <see cref="TcpStack.Send"/> that could not take everything.</summary>
    Writable = 3,

    /// <summary>The peer sent FIN: what is buffered can be read, nothing follows it.</summary>
    PeerClosed = 4,

    /// <summary>Both directions closed in order. The handle is gone.</summary>
    Closed = 5,

    /// <summary>The peer reset the connection. The handle is gone.</summary>
    Reset = 6,

    /// <summary>The user timeout, the handshake timeout or keepalive gave up. The handle is gone.</summary>
    TimedOut = 7,

    /// <summary>
    /// Our <see cref="TcpStack.Connect"/> was answered with RST or a hard ICMP error. The handle is gone.
    /// </summary>
    Refused = 8,
}
