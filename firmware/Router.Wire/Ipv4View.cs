namespace Router.Wire;

/// <summary>An IPv4 datagram whose lengths are known to fit its octets.</summary>
public readonly ref struct Ipv4View
{
    private readonly OctetsIn _octets;

    private Ipv4View(OctetsIn octets, Ipv4Header header)
    {
        _octets = octets.Slice(0, header.TotalLength);
        Header = header;
    }

    public Ipv4Header Header { get; }

    public OctetsIn Options => _octets.Slice(Ipv4Header.Size, Header.HeaderLength - Ipv4Header.Size);

    public OctetsIn Payload => _octets.Slice(Header.HeaderLength);

    public bool ChecksumIsValid => Ipv4Header.VerifyChecksum(_octets, 0, Header.HeaderLength);

    public static bool TryCreate(OctetsIn octets, out Ipv4View view)
    {
        bool valid = Ipv4Header.TryParse(octets, out Ipv4Header header);
        view = valid ? new Ipv4View(octets, header) : default;
        return valid;
    }
}
