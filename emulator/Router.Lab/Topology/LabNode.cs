using System;
using System.Collections.Generic;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>A node with everything that defaults and groups gave it.</summary>
public sealed record LabNode
{
    public required string Name { get; init; }

    public LabNodeKind Kind { get; init; }

    /// <summary>The Calico Node that a board is; its own name unless the file says otherwise.</summary>
    public required string CalicoNode { get; init; }

    public CalicoGeneration Generation { get; init; }

    /// <summary>What emulated hardware a board is; null: it lives in this process.</summary>
    public LabHardware? Hardware { get; init; }

    /// <summary>In the order of the file; their place is their index, and the node's workload ports follow.</summary>
    public IReadOnlyList<LabPort> Ports { get; init; } = [];

    /// <summary>Static routes of a board or router.</summary>
    public IReadOnlyList<RunRoute> Routes { get; init; } = [];

    /// <summary>How long a bridge remembers an address; null for the standard's 300 s.</summary>
    public Duration? Aging { get; init; }

    /// <summary>Where the node stands, for messages.</summary>
    public required YamlNode Source { get; init; }

    public int PortIndex(string port)
    {
        for (int i = 0; i < Ports.Count; i++)
        {
            if (string.Equals(Ports[i].Name, port, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
