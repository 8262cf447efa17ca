namespace Router.Core;

public enum CoreTraceKind : byte
{
    /// <summary>A valid IPv4 packet came in by a port, or out of the tunnel.</summary>
    Received,

    /// <summary>The destination was looked up: route and next hop say what matched.</summary>
    Lookup,

    /// <summary>An outer header was removed; the packet is the inner one.</summary>
    Decapsulated,

    /// <summary>An outer header was added; the packet is the outer one.</summary>
    Encapsulated,

    /// <summary>Queued for output on a port; the packet is as it goes out.</summary>
    Forwarded,

    /// <summary>One fragment was made; the packet is the fragment.</summary>
    Fragmented,
    Delivered,
    Originated,
    NeighbourQueued,
    Dropped,

    /// <summary>An ICMP error was built; the packet is the one it answers.</summary>
    IcmpError,

    /// <summary>An ARP packet; there is no IP packet.</summary>
    Arp,
}
