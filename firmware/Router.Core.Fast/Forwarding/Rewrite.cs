using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>
/// All that changes in a packet that leaves by one hop, ready to be stored: one cache line. Numbers that go to the wire
/// are as they lie in memory there.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Rewrite
{
    /// <summary>Octets 0 to 7 of the Ethernet header.</summary>
    public ulong Head;

    /// <summary>Octets 6 to 13 of the Ethernet header: two stores that overlap beat three that do not.</summary>
    public ulong Tail;

    /// <summary>Outer source and destination.</summary>
    public ulong OuterAddresses;

    /// <summary>Not to be used from this time on.</summary>
    public long Until;

    /// <summary>Sum of those words of the outer header that are the same in all packets.</summary>
    public uint OuterSum;

    /// <summary>Outer destination as a number; 0 is no tunnel.</summary>
    public uint Remote;

    /// <summary>Largest packet, before encapsulation.</summary>
    public int Mtu;

    public int Port;

    /// <summary>Place of the neighbour in the cache.</summary>
    public int NeighbourSlot;

    public uint Neighbour;

    /// <summary>The hop of the core this came from.</summary>
    public int Hop;

    /// <summary>The hop that the outer packet takes; -1 without a tunnel.</summary>
    public int Outer;
}
