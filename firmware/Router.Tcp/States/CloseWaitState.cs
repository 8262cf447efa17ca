namespace Router.Tcp.States;

/// <summary>CLOSE-WAIT: the peer closed, we may still send.</summary>
internal sealed class CloseWaitState : SynchronizedState
{
    public static readonly CloseWaitState Instance = new();

    public override TcpState Name => TcpState.CloseWait;

    public override bool TakesData => true;

    public override void Close(Connection connection, Instant now)
    {
        connection.QueueFin();
        connection.Enter(LastAckState.Instance);
    }
}
