namespace Router.Wire;

/// <summary>
/// An IPv4 header (RFC 791 §3.1). Options stay in the octets they came in, from offset 20 to <see
/// cref="HeaderLength"/>; <see cref="Ipv4Options"/> walks them. Also compiled where spans do not exist.
/// </summary>
public struct Ipv4Header
{
    /// <summary>Octets of a header without options.</summary>
    public const int Size = 20;

    public const int MaxSize = 60;

    /// <summary>Every internet module must forward 68 octets unfragmented (RFC 791 §3.2).</summary>
    public const int MinimumMtu = 68;

    /// <summary>Largest datagram.</summary>
    public const int MaxTotalLength = 65535;

    public const int TosOffset = 1;
    public const int TotalLengthOffset = 2;
    public const int IdentificationOffset = 4;
    public const int FragmentOffset = 6;
    public const int TtlOffset = 8;
    public const int ProtocolOffset = 9;
    public const int ChecksumOffset = 10;
    public const int SourceOffset = 12;
    public const int DestinationOffset = 16;

    private const int ReservedFlag = 0x8000;
    private const int DontFragmentFlag = 0x4000;
    private const int MoreFragmentsFlag = 0x2000;
    private const int FragmentOffsetMask = 0x1fff;

    /// <summary>Header octets, options included: a multiple of four from 20 to 60.</summary>
    public int HeaderLength { get; set; }

    public byte Tos { get; set; }

    /// <summary>Header and payload octets.</summary>
    public int TotalLength { get; set; }

    public ushort Identification { get; set; }

    /// <summary>Flags and fragment offset as they are on the wire, the reserved bit included.</summary>
    public ushort Fragment { get; set; }

    public byte Ttl { get; set; }

    public byte Protocol { get; set; }

    /// <summary>As read. <see cref="Write"/> computes its own.</summary>
    public ushort Checksum { get; set; }

    public Ipv4Address Source { get; set; }

    public Ipv4Address Destination { get; set; }

    public bool DontFragment
    {
        readonly get => (Fragment & DontFragmentFlag) != 0;
        set => Fragment = (ushort)(value ? Fragment | DontFragmentFlag : Fragment & ~DontFragmentFlag);
    }

    public bool MoreFragments
    {
        readonly get => (Fragment & MoreFragmentsFlag) != 0;
        set => Fragment = (ushort)(value ? Fragment | MoreFragmentsFlag : Fragment & ~MoreFragmentsFlag);
    }

    /// <summary>Where the payload belongs in the whole datagram, in octets.</summary>
    public int PayloadOffset
    {
        readonly get => (Fragment & FragmentOffsetMask) * 8;
        set => Fragment = (ushort)((Fragment & ~FragmentOffsetMask) | (value >> 3));
    }

    /// <summary>RFC 3514 apart, the bit is reserved and carried as it came.</summary>
    public readonly bool Reserved => (Fragment & ReservedFlag) != 0;

    /// <summary>True for every piece of a fragmented datagram, the first included.</summary>
    public readonly bool IsFragment => (Fragment & (MoreFragmentsFlag | FragmentOffsetMask)) != 0;

    public readonly bool HasOptions => HeaderLength > Size;

    public readonly int PayloadLength => TotalLength - HeaderLength;

    public readonly int EncodedLength => HeaderLength;

    /// <summary>
    /// Reads a header from <paramref name="length"/> octets at <paramref name="offset"/>. The checksum is not verified:
    /// see <see cref="VerifyChecksum"/>. Octets after <see cref="TotalLength"/> are link padding.
    /// </summary>
    public static Ipv4Status Parse(OctetsIn octets, int offset, int length, out Ipv4Header header)
    {
        header = default;
        if (length < Size)
        {
            return Ipv4Status.Truncated;
        }

        if (octets[offset] >> 4 != 4)
        {
            return Ipv4Status.BadVersion;
        }

        int headerLength = (octets[offset] & 15) * 4;
        if (headerLength < Size)
        {
            return Ipv4Status.BadHeaderLength;
        }

        if (headerLength > length)
        {
            return Ipv4Status.Truncated;
        }

        int total = BigEndian.ReadUInt16(octets, offset + TotalLengthOffset);
        if (total < headerLength || total > length)
        {
            return Ipv4Status.BadTotalLength;
        }

        header = Read(octets, offset);
        return Ipv4Status.Ok;
    }

    public static bool TryParse(OctetsIn octets, int offset, int length, out Ipv4Header header) =>
        Parse(octets, offset, length, out header) == Ipv4Status.Ok;

    public static bool TryParse(OctetsIn octets, out Ipv4Header header) =>
        TryParse(octets, 0, octets.Length, out header);

    /// <summary>
    /// Reads a header that an ICMP message quotes: the datagram behind it is usually cut, so its total length may
    /// exceed what is there (RFC 792). False when version or header length is wrong or the header itself is cut.
    /// </summary>
    public static bool TryParseQuoted(OctetsIn octets, int offset, int length, out Ipv4Header header)
    {
        header = default;
        if (length < Size || octets[offset] >> 4 != 4)
        {
            return false;
        }

        int headerLength = (octets[offset] & 15) * 4;
        if (headerLength < Size || headerLength > length
            || BigEndian.ReadUInt16(octets, offset + TotalLengthOffset) < headerLength)
        {
            return false;
        }

        header = Read(octets, offset);
        return true;
    }

    /// <summary>True when the header sums to all ones (RFC 791 §3.1); the caller has parsed the header.</summary>
    public static bool VerifyChecksum(OctetsIn octets, int offset, int headerLength) =>
        InternetChecksum.Of(octets, offset, headerLength) == 0;

    /// <summary>Replaces the checksum by a freshly computed one.</summary>
    public static void UpdateChecksum(Octets octets, int offset, int headerLength)
    {
        BigEndian.WriteUInt16(octets, offset + ChecksumOffset, 0);
        ushort checksum = InternetChecksum.Of(octets, offset, headerLength);
        BigEndian.WriteUInt16(octets, offset + ChecksumOffset, checksum);
    }

    /// <summary>Takes one from the TTL and updates the checksum incrementally (RFC 1812 §5.3.1, RFC 1624).</summary>
    public static void DecrementTtl(Octets octets, int offset)
    {
        ushort before = BigEndian.ReadUInt16(octets, offset + TtlOffset);
        octets[offset + TtlOffset]--;
        PatchChecksum(octets, offset, before, BigEndian.ReadUInt16(octets, offset + TtlOffset));
    }

    /// <summary>Sets the TOS octet and updates the checksum incrementally.</summary>
    public static void SetTos(Octets octets, int offset, byte tos)
    {
        ushort before = BigEndian.ReadUInt16(octets, offset);
        octets[offset + TosOffset] = tos;
        PatchChecksum(octets, offset, before, BigEndian.ReadUInt16(octets, offset));
    }

    /// <summary>
    /// Writes the fixed 20 octets and the checksum over the whole header; options, if any, are in place already.
    /// The caller has checked the room.
    /// </summary>
    public readonly void Write(Octets octets, int offset)
    {
        octets[offset] = (byte)(0x40 | (HeaderLength >> 2));
        octets[offset + TosOffset] = Tos;
        BigEndian.WriteUInt16(octets, offset + TotalLengthOffset, TotalLength);
        BigEndian.WriteUInt16(octets, offset + IdentificationOffset, Identification);
        BigEndian.WriteUInt16(octets, offset + FragmentOffset, Fragment);
        octets[offset + TtlOffset] = Ttl;
        octets[offset + ProtocolOffset] = Protocol;
        Source.Write(octets, offset + SourceOffset);
        Destination.Write(octets, offset + DestinationOffset);
        UpdateChecksum(octets, offset, HeaderLength);
    }

    private static Ipv4Header Read(OctetsIn octets, int offset)
    {
        Ipv4Header header = default;
        header.HeaderLength = (octets[offset] & 15) * 4;
        header.Tos = octets[offset + TosOffset];
        header.TotalLength = BigEndian.ReadUInt16(octets, offset + TotalLengthOffset);
        header.Identification = BigEndian.ReadUInt16(octets, offset + IdentificationOffset);
        header.Fragment = BigEndian.ReadUInt16(octets, offset + FragmentOffset);
        header.Ttl = octets[offset + TtlOffset];
        header.Protocol = octets[offset + ProtocolOffset];
        header.Checksum = BigEndian.ReadUInt16(octets, offset + ChecksumOffset);
        header.Source = Ipv4Address.Read(octets, offset + SourceOffset);
        header.Destination = Ipv4Address.Read(octets, offset + DestinationOffset);
        return header;
    }

    private static void PatchChecksum(Octets octets, int offset, ushort before, ushort after)
    {
        ushort checksum = BigEndian.ReadUInt16(octets, offset + ChecksumOffset);
        BigEndian.WriteUInt16(octets, offset + ChecksumOffset, InternetChecksum.Update(checksum, before, after));
    }
}
