using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Something with ports that lives in a simulation: a board, a pod, a bridge. Driven by these calls alone; it reads no
/// clock and keeps no thread. One that is <see cref="System.IDisposable"/> is disposed when it crashes or leaves, and
/// then returns the frames it holds to its pool.
/// </summary>
public interface ISimNode
{
    string Name { get; }

    /// <summary>Where received frames must live. Nodes that share one pool exchange slots instead of copies.</summary>
    IFramePool Pool { get; }

    /// <summary>A frame arrived; the node owns it now.</summary>
    void Receive(int port, Frame frame, Instant now);

    /// <summary>Handles what is due and hands all waiting output to the sink.</summary>
    void Poll(Instant now, ISimSink sink);

    /// <summary>The one next deadline; at or before now when output waits.</summary>
    Instant PollAt();

    /// <summary>Carrier of a port changed.</summary>
    void SetLink(int port, bool up, Instant now);
}
