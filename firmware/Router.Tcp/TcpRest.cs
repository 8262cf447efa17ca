namespace Router.Tcp;

/// <summary>What becomes of the octets that the peer still sends after our close.</summary>
public enum TcpRest
{
    /// <summary>The owner reads on: a half-close (RFC 9293 §3.6).</summary>
    Read = 0,

    /// <summary>Acknowledged and thrown away, so that the peer gets to our last octets and to its FIN.</summary>
    Discard = 1,

    /// <summary>Answered with a reset (RFC 1122 §4.2.2.13): the owner is gone, and the peer shall know.</summary>
    Refuse = 2,
}
