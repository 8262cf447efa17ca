using Router.Wire;

namespace Router.Core;

/// <summary>Something for the board itself that waits for the next poll.</summary>
internal struct LocalWork
{
    /// <summary>The packet, unless it is a chain.</summary>
    public Packet Packet;

    /// <summary>A reassembled datagram, as a chain of the reassembly store; 0 for a single packet.</summary>
    public int Chain;

    /// <summary>Sent by the board to itself and not looked at yet.</summary>
    public bool Loopback;

    public Instant Received;
}
