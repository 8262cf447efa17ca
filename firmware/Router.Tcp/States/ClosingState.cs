namespace Router.Tcp.States;

/// <summary>CLOSING: both FINs crossed, ours is not acknowledged.</summary>
internal sealed class ClosingState : SynchronizedState
{
    public static readonly ClosingState Instance = new();

    public override TcpState Name => TcpState.Closing;

    public override bool ResetOnAbort => false;

    public override void OurFinAcknowledged(Connection connection, Instant now) => connection.StartTimeWait(now);

    protected override void Reset(Connection connection) => connection.End(TcpEvent.Closed);
}
