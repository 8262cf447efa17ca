namespace Router.Tcp.States;

/// <summary>
/// One state of RFC 9293 §3.3.2. States hold nothing: they are what a connection does with a segment, a CLOSE call, the
/// acknowledgment of our FIN and the FIN of the peer.
/// </summary>
internal abstract class ConnectionState
{
    public abstract TcpState Name { get; }

    /// <summary>Whether the peer may still send text and FIN (RFC 9293 §3.10.7.4, seventh and eighth step).</summary>
    public virtual bool ReceivesText => false;

    /// <summary>Whether the user may still queue data (RFC 9293 §3.10.2).</summary>
    public virtual bool TakesData => false;

    /// <summary>Whether ABORT and a full table owe the peer a reset (RFC 9293 §3.10.5).</summary>
    public virtual bool ResetOnAbort => false;

    /// <summary>RFC 9293 §3.10.7.</summary>
    public abstract void Receive(Connection connection, in Arrival arrival);

    /// <summary>RFC 9293 §3.10.4; nothing where a close is already under way.</summary>
    public virtual void Close(Connection connection, Instant now)
    {
    }

    /// <summary>RFC 9293 §3.10.7.4, fifth step: our FIN is now acknowledged.</summary>
    public virtual void OurFinAcknowledged(Connection connection, Instant now)
    {
    }

    /// <summary>RFC 9293 §3.10.7.4, eighth step: everything up to the peer's FIN has arrived.</summary>
    public virtual void PeerFin(Connection connection, Instant now)
    {
    }
}
