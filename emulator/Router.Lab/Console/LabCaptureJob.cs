using System;
using System.Text;
using Router.Hal.Capture;
using Router.Lab.Engine;
using Router.Lab.Topology;
using Router.Node.Capture;
using Router.Node.Console;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>
/// A capture of one port of a lab: what arrives as the node saw it, with its reason for a drop; what leaves, and what
/// the wire lost, as the wire saw it. A bridge has no stack and is seen by its wires alone.
/// </summary>
internal sealed class LabCaptureJob : ConsoleJob, ICaptureSink
{
    private readonly RunningLab _lab;
    private readonly LabEndpoint _end;
    private readonly LabHost? _host;
    private readonly CaptureTap _tap;
    private bool _over;

    public LabCaptureJob(RunningLab lab, LabEndpoint end, int port)
    {
        _lab = lab;
        _end = end;
        _host = lab.Find(end.Node);
        _tap = new CaptureTap(port, new CaptureLines(), InboundOnly: true);
        _host?.Host.Captures.Add(_tap);
        lab.Watch(end, port, this);
    }

    public override Instant PollAt() => _over || !_tap.Lines.IsEmpty ? Instant.Zero : Instant.Never;

    public override bool Poll(Instant now, StringBuilder output)
    {
        _tap.Lines.Drain(output, _over);
        return _over;
    }

    public override void Cancel()
    {
        if (!_over)
        {
            _over = true;
            _host?.Host.Captures.Remove(_tap);
            _lab.Unwatch(_end, this);
        }
    }

    public void Capture(Instant time, CaptureDirection direction, WireDrop drop, ReadOnlySpan<byte> octets)
    {
        bool outbound = direction == CaptureDirection.Outbound;
        if (outbound || drop != WireDrop.None || _host is null)
        {
            _tap.Lines.Add(time, outbound, octets, drop == WireDrop.None ? null : "wire:" + WireDrops.Word(drop));
        }
    }
}
