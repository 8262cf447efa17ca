using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>Frames with the same addresses and ports; they must stay in order on their way.</summary>
public readonly record struct Flow(int Number, Ipv4Address Source, Ipv4Address Destination, ushort SourcePort);
