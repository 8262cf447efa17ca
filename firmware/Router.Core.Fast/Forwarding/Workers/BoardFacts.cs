using System;
using System.Linq;

namespace Router.Core.Fast;

/// <summary>What a thread beside the core's must know of the board; never changed once it is published.</summary>
internal sealed class BoardFacts
{
    /// <summary>Ports beyond this take the slow way.</summary>
    public const int MostPorts = 1024;

    private BoardFacts(RouterCore core, bool slow)
    {
        int ports = core.Ports.Select(static port => port.Index + 1).LastOrDefault();
        Ports = new PortFacts[Math.Min(ports, MostPorts)];
        foreach (CorePort port in core.Ports)
        {
            if (port.Index < Ports.Length)
            {
                Ports[port.Index] = new PortFacts(port, core.Forwards && !slow && core.Tracer == null);
            }
        }

        TunnelOpen = core.Tunnel.Enabled;
        TunnelRpf = core.Tunnel.Rpf;
    }

    /// <summary>By index; ports that are gone are not usable.</summary>
    public PortFacts[] Ports { get; }

    public bool TunnelOpen { get; }

    public RpfMode TunnelRpf { get; }

    /// <param name="core">Whose board it is.</param>
    /// <param name="slow">The core wants to see every frame.</param>
    public static BoardFacts Of(RouterCore core, bool slow) => new(core, slow);
}

/// <summary>A port of the board, as <see cref="Arrival"/> needs it.</summary>
internal readonly struct PortFacts
{
    public PortFacts(CorePort port, bool fast)
    {
        Station = Arrival.StationOf(port.Mac);
        Rpf = port.Rpf;
        Workload = port.Workload;
        IsFast = fast && port.LinkUp && !port.Mac.IsMulticast;
    }

    public ulong Station { get; }

    public RpfMode Rpf { get; }

    public bool Workload { get; }

    /// <summary>Frames from here may take the fast way.</summary>
    public bool IsFast { get; }
}
