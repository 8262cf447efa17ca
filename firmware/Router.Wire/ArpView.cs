namespace Router.Wire;

/// <summary>
/// An ARP packet for Ethernet and IPv4 (RFC 826) where it lies: form checked once, fields read when asked for.
/// Ethernet pads the 28 octets to its minimum; <see cref="Padding"/> is what came behind them.
/// </summary>
public readonly ref struct ArpView
{
    private const int HardwareEthernet = 1;

    private readonly OctetsIn _octets;

    private ArpView(OctetsIn octets) => _octets = octets;

    public ushort Operation => BigEndian.ReadUInt16(_octets, 6);

    public MacAddress SenderHardware => MacAddress.Read(_octets, 8);

    public Ipv4Address SenderProtocol => Ipv4Address.Read(_octets, 14);

    public MacAddress TargetHardware => MacAddress.Read(_octets, 18);

    public Ipv4Address TargetProtocol => Ipv4Address.Read(_octets, 24);

    public OctetsIn Padding => _octets.Slice(ArpPacket.Size);

    /// <summary>False when truncated or when the pair is not Ethernet and IPv4.</summary>
    public static bool TryCreate(OctetsIn octets, out ArpView view)
    {
        bool valid = octets.Length >= ArpPacket.Size
            && BigEndian.ReadUInt16(octets, 0) == HardwareEthernet
            && BigEndian.ReadUInt16(octets, 2) == EtherType.Ipv4
            && octets[4] == MacAddress.Size
            && octets[5] == Ipv4Address.Size;
        view = valid ? new ArpView(octets) : default;
        return valid;
    }

    /// <summary>The value that the packet carries.</summary>
    public ArpPacket ToPacket() => new(Operation, SenderHardware, SenderProtocol, TargetHardware, TargetProtocol);
}
