using Router.Wire;

namespace Router.Lab.Checks;

/// <summary>What a check expects. <see cref="Text"/> is the sentence as written.</summary>
public abstract record LabExpectation(string Text);

/// <summary>
/// <c>bgp PEER [not] STATE</c>: the session of the check's node with a node, an address or a peer's name.
/// </summary>
/// <param name="State">The FSM state in lower case: idle, connect, active, opensent, openconfirm, established.</param>
public sealed record BgpExpectation(string Text, string Peer, bool Not, string State) : LabExpectation(Text);

/// <summary>
/// <c>route PREFIX …</c>: how the check's node reaches exactly this prefix. What is not named is free.
/// </summary>
public sealed record RouteExpectation(string Text, Prefix Prefix) : LabExpectation(Text)
{
    public RouteShape Shape { get; init; }

    /// <summary>Next hop as an address, or the name of a node whose address it must be.</summary>
    public string? Via { get; init; }

    public string? Device { get; init; }

    public string? Protocol { get; init; }

    public uint? Metric { get; init; }

    public bool Onlink { get; init; }
}

/// <summary><c>ping SOURCE DESTINATION …</c>: echoes one second apart, as iputils sends them.</summary>
public sealed record PingExpectation(string Text, string Source, string Destination) : LabExpectation(Text)
{
    public const int DefaultCount = 4;

    /// <summary>iputils' own default: 64 octets of ICMP with the header.</summary>
    public const int DefaultSize = 56;

    public int Count { get; init; } = DefaultCount;

    /// <summary>Octets of payload.</summary>
    public int Size { get; init; } = DefaultSize;

    /// <summary>Sets DF.</summary>
    public bool DontFragment { get; init; }

    /// <summary>What the TTL of every reply must be when it arrives, or null.</summary>
    public int? Ttl { get; init; }

    /// <summary>The most that may be lost, in percent; 100 exactly means that nothing may come back.</summary>
    public int LossPercent { get; init; }
}

/// <summary>What a prefix must be in the table.</summary>
public enum RouteShape : byte
{
    Unicast,
    Blackhole,
    Absent,
}
