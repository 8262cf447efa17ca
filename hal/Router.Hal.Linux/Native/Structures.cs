using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>struct timespec where time_t and long have the width of a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    internal nint Seconds;
    internal nint Nanoseconds;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    internal int Descriptor;
    internal short Events;
    internal short Returned;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}

/// <summary>struct sockaddr_ll.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinkLayerAddress
{
    internal ushort Family;
    internal ushort Protocol;
    internal int Index;
    internal ushort HardwareType;
    internal byte PacketType;
    internal byte AddressLength;
    internal fixed byte Address[8];
}

/// <summary>struct packet_mreq.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketMembership
{
    internal int Index;
    internal ushort Type;
    internal ushort AddressLength;
    internal fixed byte Address[8];
}

/// <summary>struct tpacket_req3, which begins with struct tpacket_req.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingRequest
{
    internal const int SizeOfVersionTwo = 16;

    internal uint BlockSize;
    internal uint BlockCount;
    internal uint FrameSize;
    internal uint FrameCount;
    internal uint RetireMilliseconds;
    internal uint PrivateSize;
    internal uint Features;
}

/// <summary>struct tpacket_block_desc: what begins a block of frames.</summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal struct BlockHeader
{
    internal uint Version;
    internal uint PrivateOffset;
    internal uint Status;
    internal uint Frames;
    internal uint First;
    internal uint Length;
}

/// <summary>struct tpacket3_hdr: what the kernel writes before a frame in a block.</summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal struct BlockFrameHeader
{
    internal uint NextOffset;
    internal uint Seconds;
    internal uint Nanoseconds;
    internal uint Captured;
    internal uint Length;
    internal uint Status;
    internal ushort Mac;
    internal ushort Net;
    internal uint Hash;
    internal uint VlanTci;
    internal ushort VlanTpid;
}

/// <summary>struct tpacket2_hdr: what the kernel writes before a frame in a ring slot.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingHeader
{
    internal uint Status;
    internal uint Length;
    internal uint Captured;
    internal ushort Mac;
    internal ushort Net;
    internal uint Seconds;
    internal uint Nanoseconds;
    internal ushort VlanTci;
    internal ushort VlanTpid;
    internal uint Padding;
}

/// <summary>struct tpacket_stats.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingStatistics
{
    internal uint Packets;
    internal uint Drops;
}

/// <summary>struct sockaddr_nl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkAddress
{
    internal ushort Family;
    internal ushort Padding;
    internal uint Port;
    internal uint Groups;
}

/// <summary>struct ifreq: a name and a union, of which drivers use the first octets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct InterfaceRequest
{
    [FieldOffset(0)]
    internal fixed byte Name[16];

    [FieldOffset(16)]
    internal short Flags;

    [FieldOffset(16)]
    internal int Number;

    [FieldOffset(16)]
    internal nint Pointer;

    [FieldOffset(16)]
    internal fixed byte Address[16];
}

/// <summary>struct sockaddr_xdp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpAddress
{
    internal ushort Family;
    internal ushort Flags;
    internal int Index;
    internal uint Queue;
    internal uint SharedMemory;
}

/// <summary>struct xdp_umem_reg, whose last word newer kernels use.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpMemoryRequest
{
    internal ulong Address;
    internal ulong Length;
    internal uint ChunkSize;
    internal uint Headroom;
    internal uint Flags;
    internal uint Reserved;
}

/// <summary>struct xdp_ring_offset: where in a mapped ring its parts are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpRingOffset
{
    internal ulong Producer;
    internal ulong Consumer;
    internal ulong Entries;
    internal ulong Flags;
}

/// <summary>struct xdp_mmap_offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpRingOffsets
{
    internal XdpRingOffset Receive;
    internal XdpRingOffset Transmit;
    internal XdpRingOffset Fill;
    internal XdpRingOffset Completion;
}

/// <summary>struct xdp_desc: a frame by its place in the shared memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpDescriptor
{
    internal ulong Address;
    internal uint Length;
    internal uint Options;
}

/// <summary>struct xdp_statistics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpStatistics
{
    internal ulong Dropped;
    internal ulong InvalidReceive;
    internal ulong InvalidTransmit;
    internal ulong RingFull;
    internal ulong FillEmpty;
    internal ulong TransmitEmpty;
}

/// <summary>struct ethtool_channels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolChannels
{
    internal uint Command;
    internal uint MostReceive;
    internal uint MostTransmit;
    internal uint MostOther;
    internal uint MostCombined;
    internal uint Receive;
    internal uint Transmit;
    internal uint Other;
    internal uint Combined;
}

/// <summary>struct ethtool_drvinfo, of which the name is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 196)]
internal unsafe struct EthtoolDriver
{
    [FieldOffset(0)]
    internal uint Command;

    [FieldOffset(4)]
    internal fixed byte Name[32];
}

/// <summary>struct ethtool_value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolValue
{
    internal uint Command;
    internal uint Data;
}
