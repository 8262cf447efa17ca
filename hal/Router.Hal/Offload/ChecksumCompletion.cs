using System.Buffers.Binary;
using System.Numerics;
using Router.Wire;

namespace Router.Hal.Offload;

/// <summary>Completes a checksum that the sending kernel left to a network card.</summary>
public static class ChecksumCompletion
{
    private const byte Sctp = 132;
    private const int SctpChecksumOffset = 8;
    private const int UdpChecksumOffset = 6;

    /// <summary>
    /// Sums from the start that the header names to the end of the frame; the field holds the pseudo-header's sum
    /// already
    /// (virtio 1.1 §5.1.6.4). False when the header points outside the frame.
    /// </summary>
    public static bool TryComplete(Octets frame, in VirtioNetHeader header)
    {
        int start = header.ChecksumStart;
        int field = start + header.ChecksumOffset;
        if (start < FrameSize.EthernetHeader || field + 2 > frame.Length)
        {
            return false;
        }

        if (header.ChecksumOffset == SctpChecksumOffset && IsSctp(frame))
        {
            return TryCompleteSctp(frame, start);
        }

        ushort checksum = InternetChecksum.Of(frame, start, frame.Length - start);

        // RFC 768: zero means "no checksum" to UDP, which sends all ones instead. TCP has no such rule (RFC 9293 §3.1):
        // its sum is what it is, and readers of captures report all ones.
        bool zeroMeansNone = header.ChecksumOffset == UdpChecksumOffset;
        BigEndian.WriteUInt16(frame, field, checksum == 0 && zeroMeansNone ? 0xffff : checksum);
        return true;
    }

    // RFC 9260 §6.8 and appendix A: SCTP carries a CRC32c, least significant octet first, over a zeroed field.
    internal static bool TryCompleteSctp(Octets frame, int start)
    {
        if (start + SctpChecksumOffset + 4 > frame.Length)
        {
            return false;
        }

        Octets field = frame.Slice(start + SctpChecksumOffset, 4);
        field.Clear();
        uint crc = uint.MaxValue;
        foreach (byte octet in frame[start..])
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(field, ~crc);
        return true;
    }

    private static bool IsSctp(OctetsIn frame)
    {
        int ip = FrameSize.EthernetHeader + (FrameSize.IsTagged(frame) ? FrameSize.VlanTag : 0);
        return ip + 20 <= frame.Length && BigEndian.ReadUInt16(frame, ip - 2) == 0x0800 && frame[ip + 9] == Sctp;
    }
}
