using System;
using Router.Wire;

namespace Router.Core;

/// <summary>Where a core's output goes during <see cref="RouterCore.Poll"/>.</summary>
public interface ICoreSink
{
    /// <summary>Send the frame; its slot, of the board's pool, is the sink's now.</summary>
    void Transmit(int port, Frame frame);

    /// <summary>
    /// A packet for the board, except echo requests, which the core answers. The payload is valid during the call only.
    /// False means that nobody wants it: the core answers protocol or port unreachable where RFC 1122 lets it.
    /// </summary>
    bool Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload);

    void OnEvent(in CoreEvent e);
}
