namespace Router.Tcp.States;

/// <summary>SYN-SENT (RFC 9293 §3.10.7.3).</summary>
internal sealed class SynSentState : ConnectionState
{
    public static readonly SynSentState Instance = new();

    public override TcpState Name => TcpState.SynSent;

    public override bool TakesData => true;

    public override void Receive(Connection connection, in Arrival arrival)
    {
        bool acknowledges = arrival.Has(TcpFlags.Ack);
        if (acknowledges && !connection.AcknowledgesSyn(arrival.Acknowledgment))
        {
            // First step: an acknowledgment of something never sent is an old duplicate, or an attack.
            if (!arrival.Has(TcpFlags.Rst))
            {
                connection.ResetSender(arrival.Acknowledgment);
            }

            return;
        }

        if (arrival.Has(TcpFlags.Rst))
        {
            // Second step, RFC 5961 §3.2: only a reset that acknowledges our SYN counts.
            if (acknowledges)
            {
                connection.End(TcpEvent.Refused);
            }

            return;
        }

        if (!arrival.Has(TcpFlags.Syn))
        {
            return;
        }

        // Fourth step. Text and FIN on a SYN are not taken: the peer sends them again after the handshake.
        connection.TakeSyn(arrival);
        if (acknowledges)
        {
            connection.Establish(arrival, TcpEvent.Connected);
            connection.AcknowledgeNow();
        }
        else
        {
            // RFC 9293 §3.5, figure 7: simultaneous open.
            connection.Enter(SynReceivedState.Instance);
            connection.SendSynNow();
        }
    }

    public override void Close(Connection connection, Instant now) => connection.End(TcpEvent.Closed);
}
