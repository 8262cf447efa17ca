namespace Router.Core;

/// <summary>
/// Why a packet ended without being delivered or forwarded. The numbers are part of what metrics and captures store:
/// never renumber, only append. The printable name is <see cref="DropReasons.NameOf"/>.
/// </summary>
public enum DropReason : byte
{
    None = 0,

    // Link layer.
    LinkDown = 1,
    EthernetTruncated = 2,
    NotForThisStation = 3,
    BadSourceMac = 4,
    UnknownVlan = 5,
    UnknownEtherType = 6,
    ArpMalformed = 7,

    // RFC 1812 §5.2.2: header validation.
    Ipv4Truncated = 10,
    Ipv4BadVersion = 11,
    Ipv4BadHeaderLength = 12,
    Ipv4BadTotalLength = 13,
    Ipv4BadChecksum = 14,
    Ipv4BadOption = 15,
    SourceRoute = 16,

    // RFC 1812 §5.3: addresses.
    MartianSource = 20,
    MartianDestination = 21,
    ReversePath = 22,
    LinkBroadcast = 23,
    DirectedBroadcast = 24,
    Multicast = 25,
    LinkLocal = 26,

    // Forwarding decision.
    NotForwarding = 30,
    NoRoute = 31,
    Blackhole = 32,
    TtlExceeded = 33,
    FragmentationNeeded = 34,

    // Neighbours and output.
    NeighbourUnreachable = 40,
    NeighbourQueueFull = 41,
    NeighbourTableFull = 42,

    /// <summary>The frame pool was empty, or a slot had no headroom left.</summary>
    NoFrame = 43,

    // Local delivery.
    ProtocolUnreachable = 50,
    PortUnreachable = 51,
    IcmpTruncated = 52,
    IcmpBadChecksum = 53,
    EchoToGroup = 54,

    // Reassembly.
    FragmentMalformed = 60,
    FragmentOverlap = 61,
    FragmentDuplicate = 62,
    ReassemblyTimeout = 63,
    ReassemblyFull = 64,
    ReassemblyTooLong = 65,

    // The tunnel.
    IpipSource = 70,
    IpipFromWorkload = 71,
    IpipDisabled = 72,
    IpipLoop = 73,
    IpipNested = 74,
    IpipEcn = 75,
    IpipTooLong = 76,
    IpipNoRoute = 77,
}
