using System;
using Router.Hal.Capture;
using Router.Wire;

namespace Router.Sim;

/// <summary>Sees each frame that passes one port, lost ones included. It must not change the run.</summary>
public interface ICaptureSink
{
    /// <param name="time">When the frame passed the port, in virtual time.</param>
    /// <param name="direction">Seen from the node that owns the port.</param>
    /// <param name="drop">Why the wire lost the frame, or <see cref="WireDrop.None"/>.</param>
    /// <param name="octets">The frame without its check sequence; valid during the call only.</param>
    void Capture(Instant time, CaptureDirection direction, WireDrop drop, ReadOnlySpan<byte> octets);
}
