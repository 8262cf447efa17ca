using Router.Wire;

namespace Router.Sim;

/// <summary>Takes what a node sends during one Poll.</summary>
public interface ISimSink
{
    /// <summary>The frame leaves through the port; the simulation owns its slot now.</summary>
    void Transmit(int port, Frame frame);
}
