namespace Router.Wire;

/// <summary>
/// The eight octets that open every ICMPv4 message (RFC 792): type, code, checksum and four octets whose meaning
/// depends on the type. Any type and code round-trips. Also compiled where spans do not exist.
/// </summary>
public struct IcmpHeader
{
    public const int Size = 8;

    public const int ChecksumOffset = 2;

    public byte Type { get; set; }

    public byte Code { get; set; }

    /// <summary>As read. <see cref="Write"/> computes its own.</summary>
    public ushort Checksum { get; set; }

    /// <summary>Octets 4 to 7.</summary>
    public uint Rest { get; set; }

    /// <summary>Echo: the identifier.</summary>
    public ushort Identifier
    {
        readonly get => (ushort)(Rest >> 16);
        set => Rest = (Rest & 0xffff) | ((uint)value << 16);
    }

    /// <summary>Echo: the sequence number.</summary>
    public ushort Sequence
    {
        readonly get => (ushort)Rest;
        set => Rest = (Rest & 0xffff_0000) | value;
    }

    /// <summary>Fragmentation Needed: the MTU of the next hop (RFC 1191 §4); 0 from routers older than that.</summary>
    public ushort NextHopMtu
    {
        readonly get => (ushort)Rest;
        set => Rest = value;
    }

    /// <summary>Parameter Problem: the offset of the octet at fault.</summary>
    public byte Pointer
    {
        readonly get => (byte)(Rest >> 24);
        set => Rest = (uint)value << 24;
    }

    public readonly bool IsError => IcmpType.IsError(Type);

    public static int EncodedLength => Size;

    /// <summary>
    /// Reads the header of a message of <paramref name="length"/> octets; the checksum is not verified.
    /// </summary>
    public static bool TryParse(OctetsIn octets, int offset, int length, out IcmpHeader header)
    {
        header = default;
        if (length < Size)
        {
            return false;
        }

        header.Type = octets[offset];
        header.Code = octets[offset + 1];
        header.Checksum = BigEndian.ReadUInt16(octets, offset + ChecksumOffset);
        header.Rest = BigEndian.ReadUInt32(octets, offset + 4);
        return true;
    }

    public static bool TryParse(OctetsIn octets, out IcmpHeader header) =>
        TryParse(octets, 0, octets.Length, out header);

    /// <summary>True when the whole message, data included, sums to all ones.</summary>
    public static bool VerifyChecksum(OctetsIn octets, int offset, int length) =>
        InternetChecksum.Of(octets, offset, length) == 0;

    /// <summary>Writes the header in front of data that is in place already; the checksum covers both.</summary>
    public readonly void Write(Octets octets, int offset, int length)
    {
        octets[offset] = Type;
        octets[offset + 1] = Code;
        BigEndian.WriteUInt16(octets, offset + ChecksumOffset, 0);
        BigEndian.WriteUInt32(octets, offset + 4, Rest);
        BigEndian.WriteUInt16(octets, offset + ChecksumOffset, InternetChecksum.Of(octets, offset, length));
    }
}
