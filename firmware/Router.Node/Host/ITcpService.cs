using Router.Tcp;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Something that a board offers on a port of its own TCP besides BGP. Its calls come from the board's poll.
/// </summary>
public interface ITcpService
{
    /// <summary>0: it has none, and is only polled.</summary>
    ushort Port { get; }

    /// <summary>
    /// Something happened to a connection of this port; <paramref name="tcp"/> may be used, not polled.
    /// </summary>
    void OnEvent(TcpStack tcp, TcpHandle connection, TcpEvent what, Instant now);

    /// <summary>When <see cref="Poll"/> has something to do without an event.</summary>
    Instant PollAt();

    void Poll(TcpStack tcp, Instant now);
}
