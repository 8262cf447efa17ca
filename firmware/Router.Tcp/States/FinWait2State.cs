namespace Router.Tcp.States;

/// <summary>FIN-WAIT-2: our direction is closed; the peer may go on for as long as it likes to talk.</summary>
internal sealed class FinWait2State : SynchronizedState
{
    public static readonly FinWait2State Instance = new();

    public override TcpState Name => TcpState.FinWait2;

    public override bool ReceivesText => true;

    public override void PeerFin(Connection connection, Instant now) => connection.StartTimeWait(now);
}
