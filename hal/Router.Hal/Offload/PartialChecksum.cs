using Router.Wire;

namespace Router.Hal.Offload;

/// <summary>
/// Finds and completes the checksum that a local kernel left to a network card, where nothing marks the frame (AF_XDP
/// on a veth). Such a field holds the folded sum of the pseudo-header, not complemented.
/// </summary>
/// <remarks>
/// A frame whose finished checksum C happens to be that sum P is completed to the same value, so no mark is missed:
/// with D the sum of the rest, C = ~(P + D), and completing yields ~(D + field) = ~(D + P) = C. Only a frame that was
/// already damaged, and whose wrong checksum happens to be P (one in 65,535), would be made to look good.
/// </remarks>
public static class PartialChecksum
{
    private const int MostTunnels = 4;
    private const byte Ipip = 4;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Sctp = 132;

    /// <summary>Completes TCP, UDP or SCTP over IPv4, inside tags and IPIP headers; true when there was need.</summary>
    public static bool TryComplete(Octets frame)
    {
        int ip = FrameSize.EthernetHeader;
        while (ip <= frame.Length && BigEndian.ReadUInt16(frame, ip - 2) is 0x8100 or 0x88a8)
        {
            ip += FrameSize.VlanTag;
        }

        if (ip > frame.Length || BigEndian.ReadUInt16(frame, ip - 2) != 0x0800)
        {
            return false;
        }

        int end = frame.Length;
        for (int depth = 0; depth < MostTunnels && ip + 20 <= end && frame[ip] >> 4 == 4; depth++)
        {
            int transport = ip + ((frame[ip] & 15) * 4);
            int total = BigEndian.ReadUInt16(frame, ip + 2);

            // A fragment's checksum was completed before the packet was cut.
            if (transport < ip + 20 || total > end - ip || ip + total < transport
                || (BigEndian.ReadUInt16(frame, ip + 6) & 0x3fff) != 0)
            {
                return false;
            }

            end = ip + total;
            byte protocol = frame[ip + 9];
            if (protocol != Ipip)
            {
                return TryComplete(frame[..end], ip, transport, protocol);
            }

            ip = transport;
        }

        return false;
    }

    private static bool TryComplete(Octets packet, int ip, int transport, byte protocol)
    {
        int offset = protocol switch
        {
            Tcp => 16,
            Udp => 6,
            Sctp => 8,
            _ => -1,
        };
        int field = transport + offset;
        if (offset < 0 || field + (protocol == Sctp ? 4 : 2) > packet.Length)
        {
            return false;
        }

        if (protocol == Sctp)
        {
            // Left zero (CRC32c, RFC 9260 appendix A); a finished checksum of zero is completed to zero.
            return BigEndian.ReadUInt32(packet, field) == 0
                && ChecksumCompletion.TryCompleteSctp(packet, transport);
        }

        ushort pseudo = (ushort)~InternetChecksum.Finish(InternetChecksum.AddPseudoHeader(0,
            Ipv4Address.Read(packet, ip + 12), Ipv4Address.Read(packet, ip + 16), protocol,
            packet.Length - transport));
        return BigEndian.ReadUInt16(packet, field) == pseudo
            && ChecksumCompletion.TryComplete(packet, Header(transport, offset));
    }

    private static VirtioNetHeader Header(int start, int offset) =>
        new(VirtioNetHeader.NeedsChecksumFlag, VirtioNetHeader.GsoNone, 0, 0, (ushort)start, (ushort)offset);
}
