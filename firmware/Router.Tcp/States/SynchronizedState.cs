namespace Router.Tcp.States;

/// <summary>
/// What all states from SYN-RECEIVED on have in common: the ordered checks of RFC 9293 §3.10.7.4 with the hardening of
/// RFC 5961 and the PAWS check of RFC 7323.
/// </summary>
internal abstract class SynchronizedState : ConnectionState
{
    public override bool ResetOnAbort => true;

    public sealed override void Receive(Connection connection, in Arrival arrival)
    {
        // RFC 7323 §5.3 R1: before the sequence check, and never for a reset.
        if (!arrival.Has(TcpFlags.Rst) && !connection.PassesTimestampCheck(arrival))
        {
            connection.ChallengeOrAcknowledge(arrival);
            return;
        }

        // First: the sequence number.
        if (!connection.IsAcceptable(arrival))
        {
            if (!arrival.Has(TcpFlags.Rst))
            {
                Unacceptable(connection, arrival);
            }

            return;
        }

        // Second: RST.
        if (arrival.Has(TcpFlags.Rst))
        {
            // RFC 5961 §3.2: exactly the next expected number resets, another in the window is asked about.
            if (arrival.Sequence == connection.ReceiveNext)
            {
                Reset(connection);
            }
            else
            {
                connection.Challenge(arrival.Now);
            }

            return;
        }

        connection.RememberTimestamp(arrival);

        // Fourth: SYN.
        if (arrival.Has(TcpFlags.Syn))
        {
            UnexpectedSyn(connection, arrival);
            return;
        }

        // Fifth: ACK.
        if (!arrival.Has(TcpFlags.Ack))
        {
            return;
        }

        connection.Heard(arrival.Now);
        if (!Acknowledge(connection, arrival))
        {
            return;
        }

        // Sixth, URG, is not offered to the user: urgent octets stay in line (RFC 6093 §6).
        // The acknowledgment may have changed the state.
        if (connection.State.ReceivesText && connection.Refuses(arrival))
        {
            // RFC 1122 §4.2.2.13: the peer learns that its data is lost.
            connection.ResetSender(arrival.Acknowledgment);
            connection.End(TcpEvent.Closed);
        }
        else if (connection.State.ReceivesText)
        {
            connection.ReceiveText(arrival);
        }
    }

    /// <summary>Fifth step; false drops the segment.</summary>
    protected virtual bool Acknowledge(Connection connection, in Arrival arrival) =>
        connection.TakeAcknowledgment(arrival);

    protected virtual void Unacceptable(Connection connection, in Arrival arrival) =>
        connection.ChallengeOrAcknowledge(arrival);

    protected virtual void Reset(Connection connection) => connection.End(TcpEvent.Reset);

    /// <summary>RFC 5961 §4.2: a SYN on a synchronized connection is asked about, never obeyed.</summary>
    protected virtual void UnexpectedSyn(Connection connection, in Arrival arrival) =>
        connection.Challenge(arrival.Now);
}
