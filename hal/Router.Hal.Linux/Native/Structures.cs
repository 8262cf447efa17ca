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

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal void* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary>struct mmsghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchMessage
{
    internal MessageHeader Header;
    internal uint Length;
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

/// <summary>struct tpacket_req.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingRequest
{
    internal uint BlockSize;
    internal uint BlockCount;
    internal uint FrameSize;
    internal uint FrameCount;
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
    internal fixed byte Address[16];
}
