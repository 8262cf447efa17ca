namespace Router.Wire;

/// <summary>
/// The one's complement checksum of IPv4, ICMP, UDP and TCP (RFC 1071), and its incremental update (RFC 1624).
/// Sums are running 32-bit one's complement sums in host order; <see cref="Finish"/> folds and complements.
/// </summary>
public static class InternetChecksum
{
    /// <summary>
    /// Adds octets to a running sum. An odd last octet counts as the high half of a word (RFC 1071 §4.1).
    /// </summary>
    public static uint Add(uint sum, OctetsIn octets, int offset, int length)
    {
        ulong wide = sum;
        int end = offset + (length & ~1);
        int i = offset;
        for (; i + 4 <= end; i += 4)
        {
            wide += BigEndian.ReadUInt32(octets, i);
        }

        if (i < end)
        {
            wide += BigEndian.ReadUInt16(octets, i);
        }

        if ((length & 1) != 0)
        {
            wide += (uint)octets[offset + length - 1] << 8;
        }

        wide = (wide & 0xffff_ffff) + (wide >> 32);
        wide = (wide & 0xffff_ffff) + (wide >> 32);
        return (uint)wide;
    }

    /// <summary>Adds the pseudo-header of TCP and UDP (RFC 9293 §3.1, RFC 768).</summary>
    public static uint AddPseudoHeader(uint sum, Ipv4Address source, Ipv4Address destination, byte protocol, int length)
    {
        ulong wide = (ulong)sum + source.Value + destination.Value + protocol + (uint)length;
        wide = (wide & 0xffff_ffff) + (wide >> 32);
        return (uint)wide;
    }

    /// <summary>Folds to 16 bits and complements: the value to store in the checksum field.</summary>
    public static ushort Finish(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>The checksum of a range whose checksum field is zero, or zero over a range that verifies.</summary>
    public static ushort Of(OctetsIn octets, int offset, int length) => Finish(Add(0, octets, offset, length));

    /// <summary>RFC 1624 §3 equation 3: HC' = ~(~HC + ~m + m') for one changed 16-bit word.</summary>
    public static ushort Update(ushort checksum, ushort oldWord, ushort newWord) =>
        Finish((uint)(ushort)~checksum + (ushort)~oldWord + newWord);
}
