using System;
using System.Collections.Generic;
using Router.Hal.Capture;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>Lets several captures share the one place that a simulated port has for them.</summary>
internal sealed class PortFan : ICaptureSink
{
    private readonly List<ICaptureSink> _sinks = [];

    public bool IsEmpty => _sinks.Count == 0;

    public void Add(ICaptureSink sink) => _sinks.Add(sink);

    public void Remove(ICaptureSink sink) => _sinks.Remove(sink);

    public void Capture(Instant time, CaptureDirection direction, WireDrop drop, ReadOnlySpan<byte> octets)
    {
        foreach (ICaptureSink sink in _sinks)
        {
            sink.Capture(time, direction, drop, octets);
        }
    }
}
