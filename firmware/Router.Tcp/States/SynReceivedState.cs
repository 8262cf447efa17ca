namespace Router.Tcp.States;

/// <summary>SYN-RECEIVED, by way of a listener or of a simultaneous open.</summary>
internal sealed class SynReceivedState : SynchronizedState
{
    public static readonly SynReceivedState Instance = new();

    public override TcpState Name => TcpState.SynReceived;

    public override bool TakesData => true;

    /// <summary>
    /// RFC 9293 §3.10.4: without data queued this could go to FIN-WAIT-1; the FIN follows the handshake.
    /// </summary>
    public override void Close(Connection connection, Instant now) => connection.QueueFin();

    protected override bool Acknowledge(Connection connection, in Arrival arrival)
    {
        if (!connection.AcknowledgesSyn(arrival.Acknowledgment))
        {
            // RFC 9293 §3.10.7.4, fifth step: <SEQ=SEG.ACK><CTL=RST>
            connection.ResetSender(arrival.Acknowledgment);
            return false;
        }

        connection.Establish(arrival, connection.IsPassive ? TcpEvent.Accepted : TcpEvent.Connected);
        return true;
    }

    protected override void Unacceptable(Connection connection, in Arrival arrival)
    {
        if (!arrival.Has(TcpFlags.Syn) || arrival.Sequence != connection.ReceiveNext - 1u)
        {
            base.Unacceptable(connection, arrival);
        }
        else if (!connection.IsPassive && arrival.Has(TcpFlags.Ack)
            && connection.AcknowledgesSyn(arrival.Acknowledgment))
        {
            // RFC 9293 §3.5, figure 7, line 6: the SYN,ACK of a simultaneous open repeats the peer's SYN.
            connection.Establish(arrival, TcpEvent.Connected);
            connection.AcknowledgeNow();
        }
        else
        {
            // The peer repeats its SYN, so it has not seen our SYN,ACK.
            connection.SendSynNow();
        }
    }

    /// <summary>RFC 9293 §3.10.7.4, second step: a listener forgets the attempt, an active open was refused.</summary>
    protected override void Reset(Connection connection) =>
        connection.End(connection.IsPassive ? null : TcpEvent.Refused);

    protected override void UnexpectedSyn(Connection connection, in Arrival arrival)
    {
        if (connection.IsPassive)
        {
            // RFC 9293 §3.10.7.4, fourth step: back to LISTEN.
            connection.End(null);
            return;
        }

        base.UnexpectedSyn(connection, arrival);
    }
}
