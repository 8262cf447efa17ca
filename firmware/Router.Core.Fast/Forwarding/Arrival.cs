using System.Buffers.Binary;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>Where a batch came in, and what becomes of it.</summary>
internal struct Arrival
{
    /// <summary>The port's address: the first eight octets of a frame to it, less the two behind the address.</summary>
    public readonly ulong Station;
    public readonly int Port;
    public readonly RpfMode Rpf;
    public readonly bool Workload;
    public readonly Instant Now;

    /// <summary>Frames that went the fast way, each received and forwarded; and their octets as received.</summary>
    public long Fast;
    public long Octets;
    public long Encapsulated;
    public long Decapsulated;

    public Arrival(in PortFacts port, int index, Instant now)
        : this()
    {
        Station = port.Station;
        Port = index;
        Rpf = port.Rpf;
        Workload = port.Workload;
        Now = now;
    }

    public Arrival(CorePort port, Instant now)
        : this()
    {
        Station = StationOf(port.Mac);
        Port = port.Index;
        Rpf = port.Rpf;
        Workload = port.Workload;
        Now = now;
    }

    public static ulong StationOf(MacAddress mac) => BinaryPrimitives.ReverseEndianness(mac.Value);
}
