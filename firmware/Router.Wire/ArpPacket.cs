namespace Router.Wire;

/// <summary>An ARP packet that maps IPv4 addresses to Ethernet addresses (RFC 826).</summary>
/// <param name="Operation">See <see cref="ArpOperation"/>; any value round-trips.</param>
public readonly record struct ArpPacket(
    ushort Operation,
    MacAddress SenderHardware,
    Ipv4Address SenderProtocol,
    MacAddress TargetHardware,
    Ipv4Address TargetProtocol)
{
    public const int Size = 28;

    private const int HardwareEthernet = 1;

    public static int EncodedLength => Size;

    /// <summary>RFC 5227 §1.1: an ARP Probe asks with an all-zero sender address.</summary>
    public bool IsProbe => SenderProtocol.IsZero;

    /// <summary>RFC 5227 §1.1: an announcement names the same address as sender and target.</summary>
    public bool IsGratuitous => SenderProtocol == TargetProtocol;

    /// <summary>False when truncated or when the pair is not Ethernet and IPv4; octets after 28 are padding.</summary>
    public static bool TryParse(OctetsIn octets, int offset, int length, out ArpPacket packet)
    {
        bool valid = ArpView.TryCreate(octets.Slice(offset, length), out ArpView view);
        packet = valid ? view.ToPacket() : default;
        return valid;
    }

    public static bool TryParse(OctetsIn octets, out ArpPacket packet) =>
        TryParse(octets, 0, octets.Length, out packet);

    /// <summary>Writes 28 octets; the caller has checked the room.</summary>
    public void Write(Octets octets, int offset)
    {
        BigEndian.WriteUInt16(octets, offset, HardwareEthernet);
        BigEndian.WriteUInt16(octets, offset + 2, EtherType.Ipv4);
        octets[offset + 4] = MacAddress.Size;
        octets[offset + 5] = Ipv4Address.Size;
        BigEndian.WriteUInt16(octets, offset + 6, Operation);
        SenderHardware.Write(octets, offset + 8);
        SenderProtocol.Write(octets, offset + 14);
        TargetHardware.Write(octets, offset + 18);
        TargetProtocol.Write(octets, offset + 24);
    }
}
