namespace Router.Tcp.States;

/// <summary>
/// TIME-WAIT: everything is acknowledged; stay so long that nothing of this connection can meet the next one. A SYN
/// that
/// may reopen the tuple is recognised by the stack before it comes here.
/// </summary>
internal sealed class TimeWaitState : ConnectionState
{
    public static readonly TimeWaitState Instance = new();

    public override TcpState Name => TcpState.TimeWait;

    public override void Receive(Connection connection, in Arrival arrival)
    {
        // RFC 1337 §3 (F1): a reset must not end TIME-WAIT early.
        if (arrival.Has(TcpFlags.Rst))
        {
            return;
        }

        // RFC 9293 §3.10.7.4, eighth step: only the peer's FIN again restarts 2 MSL.
        if (arrival.Has(TcpFlags.Fin) && arrival.Sequence + arrival.Length == connection.ReceiveNext)
        {
            connection.StartTimeWait(arrival.Now);
            connection.AcknowledgeNow();
            return;
        }

        if (!connection.IsAcceptable(arrival))
        {
            connection.ChallengeOrAcknowledge(arrival);
        }
    }
}
