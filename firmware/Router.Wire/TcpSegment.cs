namespace Router.Wire;

/// <summary>
/// A view of one TCP segment (RFC 9293 §3.1). <see cref="TryRead"/> checks the lengths once; after it, nothing here can
/// fail. The checksum is a separate question because it needs the addresses.
/// </summary>
public readonly ref struct TcpSegment
{
    private readonly OctetsIn _octets;
    private readonly int _headerLength;

    private TcpSegment(OctetsIn octets, int headerLength)
    {
        _octets = octets;
        _headerLength = headerLength;
    }

    public ushort SourcePort => BigEndian.ReadUInt16(_octets, 0);

    public ushort DestinationPort => BigEndian.ReadUInt16(_octets, 2);

    public TcpSequence Sequence => new(BigEndian.ReadUInt32(_octets, 4));

    public TcpSequence Acknowledgment => new(BigEndian.ReadUInt32(_octets, 8));

    public byte Reserved => (byte)(_octets[12] & 15);

    public TcpFlags Flags => (TcpFlags)_octets[13];

    public ushort Window => BigEndian.ReadUInt16(_octets, 14);

    public ushort Checksum => BigEndian.ReadUInt16(_octets, TcpHeader.ChecksumOffset);

    public ushort UrgentPointer => BigEndian.ReadUInt16(_octets, 18);

    public OctetsIn Options => _octets.Slice(TcpHeader.Size, _headerLength - TcpHeader.Size);

    public OctetsIn Payload => _octets.Slice(_headerLength);

    /// <summary>SEG.LEN: payload plus one for SYN and one for FIN (RFC 9293 §3.4).</summary>
    public int SequenceLength =>
        _octets.Length - _headerLength + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>False when the octets are shorter than a header, or than the header says it is.</summary>
    public static bool TryRead(OctetsIn octets, out TcpSegment segment)
    {
        segment = default;
        if (octets.Length < TcpHeader.Size)
        {
            return false;
        }

        int headerLength = (octets[12] >> 4) * 4;
        if (headerLength < TcpHeader.Size || headerLength > octets.Length)
        {
            return false;
        }

        segment = new TcpSegment(octets, headerLength);
        return true;
    }

    /// <summary>RFC 9293 §3.1: over the pseudo-header and the whole segment.</summary>
    public bool ChecksumIsValid(Ipv4Address source, Ipv4Address destination)
    {
        uint sum = InternetChecksum.AddPseudoHeader(0, source, destination, TcpHeader.Protocol, _octets.Length);
        return InternetChecksum.Finish(InternetChecksum.Add(sum, _octets, 0, _octets.Length)) == 0;
    }
}
