namespace Router.Tcp;

/// <summary>
/// Turns the world while a <see cref="TcpStream"/> waits: the host loop of a board, or the event queue of a simulation.
/// </summary>
public interface ITcpPump
{
    Instant Now { get; }

    /// <summary>
    /// Does the next thing there is to do, at the latest at <paramref name="deadline"/> and possibly by waiting for it;
    /// polls the stack on the way. False when the deadline has come, or when nothing can ever happen again.
    /// </summary>
    bool Advance(Instant deadline);
}
