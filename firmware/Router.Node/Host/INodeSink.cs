using Router.Wire;

namespace Router.Node;

/// <summary>Where a node's output goes while it is polled.</summary>
public interface INodeSink
{
    /// <summary>Send the frame by a port; its slot, of the node's pool, is the sink's now.</summary>
    void Transmit(int port, Frame frame);

    /// <summary>Something an operator may want to read.</summary>
    void Log(in LogEntry entry);
}
