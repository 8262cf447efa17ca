namespace Router.Tcp.States;

/// <summary>FIN-WAIT-1: we closed first, our FIN is not acknowledged.</summary>
internal sealed class FinWait1State : SynchronizedState
{
    public static readonly FinWait1State Instance = new();

    public override TcpState Name => TcpState.FinWait1;

    public override bool ReceivesText => true;

    public override void OurFinAcknowledged(Connection connection, Instant now)
    {
        connection.Enter(FinWait2State.Instance);
        connection.StartFinWait2(now);
    }

    /// <summary>RFC 9293 §3.6, figure 13: simultaneous close.</summary>
    public override void PeerFin(Connection connection, Instant now) => connection.Enter(ClosingState.Instance);
}
