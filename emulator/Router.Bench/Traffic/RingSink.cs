using System;
using Router.Hal.Linux.Traffic;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>Receives IPv4 by a packet socket's ring, with the kernel's times of arrival, and keeps the books.</summary>
public sealed class RingSink : IDisposable
{
    private const int Burst = 64;

    private readonly PacketReceiver _receiver;

    /// <param name="interface">Where frames come.</param>
    /// <param name="flows">As many as the generator has.</param>
    /// <param name="check">Holds each frame against what must come.</param>
    public RingSink(string @interface, int flows, OutputCheck? check = null)
    {
        _receiver = new PacketReceiver(@interface, EtherType.Ipv4, slots: 8192);
        Meter = new FlowMeter(flows, check);
    }

    public FlowMeter Meter { get; }

    /// <summary>Readable when a frame has come.</summary>
    public int ReadinessDescriptor => _receiver.ReadinessDescriptor;

    /// <summary>Frames that this sink lost itself: it was read too slowly.</summary>
    public long Dropped => _receiver.Dropped;

    /// <summary>Takes some of what waits; returns how many frames.</summary>
    public int Receive()
    {
        int count = 0;
        while (count < Burst && _receiver.TryPeek(out ReadOnlySpan<byte> frame, out long arrived))
        {
            Meter.Observe(frame, arrived);
            _receiver.Release();
            count++;
        }

        return count;
    }

    public void Dispose() => _receiver.Dispose();
}
