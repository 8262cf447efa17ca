namespace Router.Wire;

/// <summary>A UDP header (RFC 768).</summary>
/// <param name="Length">Header and data, 8 or more.</param>
/// <param name="Checksum">As read; 0 means the sender computed none.</param>
public readonly record struct UdpHeader(ushort SourcePort, ushort DestinationPort, ushort Length, ushort Checksum)
{
    public const int Size = 8;

    public static int EncodedLength => Size;

    /// <summary>
    /// Reads the header of a datagram of <paramref name="length"/> octets; false when its own length is below eight or
    /// beyond what is there. The checksum is not verified.
    /// </summary>
    public static bool TryParse(OctetsIn octets, int offset, int length, out UdpHeader header)
    {
        header = default;
        if (length < Size)
        {
            return false;
        }

        int own = BigEndian.ReadUInt16(octets, offset + 4);
        if (own < Size || own > length)
        {
            return false;
        }

        header = new UdpHeader(
            BigEndian.ReadUInt16(octets, offset),
            BigEndian.ReadUInt16(octets, offset + 2),
            (ushort)own,
            BigEndian.ReadUInt16(octets, offset + 6));
        return true;
    }

    public static bool TryParse(OctetsIn octets, out UdpHeader header) =>
        TryParse(octets, 0, octets.Length, out header);

    /// <summary>RFC 768: the sum over pseudo-header and datagram; a checksum field of zero always passes.</summary>
    public bool VerifyChecksum(OctetsIn octets, int offset, Ipv4Address source, Ipv4Address destination)
    {
        uint sum = InternetChecksum.AddPseudoHeader(0, source, destination, IpProtocol.Udp, Length);
        return Checksum == 0 || InternetChecksum.Finish(InternetChecksum.Add(sum, octets, offset, Length)) == 0;
    }

    /// <summary>Writes the header as it stands, checksum included.</summary>
    public void Write(Octets octets, int offset)
    {
        BigEndian.WriteUInt16(octets, offset, SourcePort);
        BigEndian.WriteUInt16(octets, offset + 2, DestinationPort);
        BigEndian.WriteUInt16(octets, offset + 4, Length);
        BigEndian.WriteUInt16(octets, offset + 6, Checksum);
    }

    /// <summary>Writes the header in front of data that is in place already, with the checksum over both.</summary>
    public void Write(Octets octets, int offset, Ipv4Address source, Ipv4Address destination)
    {
        (this with { Checksum = 0 }).Write(octets, offset);
        uint sum = InternetChecksum.AddPseudoHeader(0, source, destination, IpProtocol.Udp, Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(sum, octets, offset, Length));

        // RFC 768: a computed zero is sent as all ones, because zero says "no checksum".
        BigEndian.WriteUInt16(octets, offset + 6, checksum == 0 ? 0xffff : checksum);
    }
}
