namespace Router.Tcp.States;

/// <summary>CLOSED: the connection is over and waits only for its owner to be told.</summary>
internal sealed class ClosedState : ConnectionState
{
    public static readonly ClosedState Instance = new();

    public override TcpState Name => TcpState.Closed;

    public override void Receive(Connection connection, in Arrival arrival)
    {
        // The stack answers segments without a connection; a closed one is not in its table.
    }
}
