namespace Router.Tcp.States;

/// <summary>LAST-ACK: the peer closed first, our FIN is not acknowledged.</summary>
internal sealed class LastAckState : SynchronizedState
{
    public static readonly LastAckState Instance = new();

    public override TcpState Name => TcpState.LastAck;

    public override bool ResetOnAbort => false;

    public override void OurFinAcknowledged(Connection connection, Instant now) => connection.End(TcpEvent.Closed);

    protected override void Reset(Connection connection) => connection.End(TcpEvent.Closed);
}
