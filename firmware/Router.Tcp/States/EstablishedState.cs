namespace Router.Tcp.States;

/// <summary>ESTABLISHED: both directions open.</summary>
internal sealed class EstablishedState : SynchronizedState
{
    public static readonly EstablishedState Instance = new();

    public override TcpState Name => TcpState.Established;

    public override bool ReceivesText => true;

    public override bool TakesData => true;

    public override void Close(Connection connection, Instant now)
    {
        connection.QueueFin();
        connection.Enter(FinWait1State.Instance);
    }

    public override void PeerFin(Connection connection, Instant now) => connection.Enter(CloseWaitState.Instance);
}
