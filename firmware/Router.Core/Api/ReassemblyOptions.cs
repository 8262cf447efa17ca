using Router.Wire;

namespace Router.Core;

/// <summary>Bounds of the reassembly store.</summary>
public sealed record ReassemblyOptions
{
    public int Datagrams { get; init; } = 16;

    /// <summary>Fragments held for all datagrams together; also never more than a quarter of the pool.</summary>
    public int Fragments { get; init; } = 256;

    /// <summary>
    /// RFC 1122 §3.3.2 asks for a fixed time of 60 to 120 s; Linux takes 30, and so do we: memory is small.
    /// </summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(30);
}
