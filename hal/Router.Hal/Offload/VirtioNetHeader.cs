using System.Runtime.InteropServices;

namespace Router.Hal.Offload;

/// <summary>
/// struct virtio_net_hdr (virtio 1.1 §5.1.6) as Linux prepends it to frames of packet sockets and TAP devices: the work
/// on a frame that was left to a network card. Host byte order, ten octets.
/// </summary>
public readonly record struct VirtioNetHeader(byte Flags, byte GsoType, ushort HeaderLength, ushort GsoSize,
    ushort ChecksumStart, ushort ChecksumOffset)
{
    public const int Size = 10;

    /// <summary>VIRTIO_NET_HDR_F_NEEDS_CSUM.</summary>
    public const byte NeedsChecksumFlag = 1;

    public const byte GsoNone = 0;
    public const byte GsoTcp4 = 1;
    public const byte GsoUdpFragments = 3;
    public const byte GsoTcp6 = 4;
    public const byte GsoUdpSegments = 5;

    /// <summary>VIRTIO_NET_HDR_GSO_ECN, beside a TCP type: the first segment alone carries CWR.</summary>
    public const byte GsoEcn = 0x80;

    public bool NeedsChecksum => (Flags & NeedsChecksumFlag) != 0;

    public bool IsGso => GsoType != GsoNone;

    /// <summary>The type without its ECN bit.</summary>
    public byte GsoKind => (byte)(GsoType & ~GsoEcn);

    public static VirtioNetHeader Read(OctetsIn octets) => new(octets[0], octets[1],
        MemoryMarshal.Read<ushort>(octets[2..]), MemoryMarshal.Read<ushort>(octets[4..]),
        MemoryMarshal.Read<ushort>(octets[6..]), MemoryMarshal.Read<ushort>(octets[8..]));

    /// <summary>The same header after octets were inserted before the checksummed part, such as a VLAN tag.</summary>
    public VirtioNetHeader Shifted(int octets) =>
        NeedsChecksum ? this with { ChecksumStart = (ushort)(ChecksumStart + octets) } : this;
}
