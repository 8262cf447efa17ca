using System.Collections.Generic;
using Router.Core;
using Router.Lab.Engine;

namespace Router.Lab.Trace;

/// <summary>Keeps the steps of one flow on one host.</summary>
internal sealed class FlowTracer : ICoreTracer
{
    // Headers of two layers with options, and the ICMP header behind them.
    private const int MostOctets = 160;

    private readonly LabHost _host;
    private readonly PacketFlow _flow;
    private readonly List<TraceStep> _steps;

    public FlowTracer(LabHost host, PacketFlow flow, List<TraceStep> steps)
    {
        _host = host;
        _flow = flow;
        _steps = steps;
    }

    public void OnStep(in CoreTraceStep step)
    {
        if (!_flow.Matches(step.Packet, out bool reply))
        {
            return;
        }

        int kept = System.Math.Min(step.Packet.Length, MostOctets);
        _steps.Add(new TraceStep(
            _host.Name, step.Kind, step.At, _host.Host.InterfaceName(step.Interface), step.Packet[..kept].ToArray(),
            reply)
        {
            Route = step.Route,
            Neighbour = step.Neighbour,
            NeighbourMac = step.NeighbourMac,
            Reason = step.Reason,
            IcmpType = step.IcmpType,
            IcmpCode = step.IcmpCode,
            Mtu = step.Mtu,
        });
    }
}
