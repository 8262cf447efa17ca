namespace Router.Tcp;

/// <summary>Connection states (RFC 9293 §3.3.2). LISTEN is a property of a port, not of a connection.</summary>
public enum TcpState
{
    Closed = 0,
    SynSent = 1,
    SynReceived = 2,
    Established = 3,
    FinWait1 = 4,
    FinWait2 = 5,
    CloseWait = 6,
    Closing = 7,
    LastAck = 8,
    TimeWait = 9,
}
