using Router.Calico.Yaml;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>
/// A pod: a host with one /32 and one port <c>eth0</c>, on the workload port of its board. Its default route leads to
/// 169.254.1.1, as in a real pod.
/// </summary>
public sealed record LabPod
{
    public const string PortName = "eth0";

    /// <summary>A board's 1500 less the outer header of IPIP.</summary>
    public const int DefaultMtu = 1480;

    public required string Name { get; init; }

    /// <summary>The board it hangs on.</summary>
    public required string Node { get; init; }

    public required Ipv4Address Address { get; init; }

    /// <summary>Name of the board's end, such as <c>cali0f418edccea</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>Of both ends.</summary>
    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>Of the pod's end; the board's end always has ee:ee:ee:ee:ee:ee.</summary>
    public MacAddress Mac { get; init; }

    /// <summary>From the pod to its board, and back.</summary>
    public ImpairmentPatch Forward { get; init; } = new();

    public ImpairmentPatch Backward { get; init; } = new();

    public required YamlNode Source { get; init; }
}
