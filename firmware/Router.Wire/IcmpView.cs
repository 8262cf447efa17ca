namespace Router.Wire;

/// <summary>An ICMPv4 message whose header is complete.</summary>
public readonly ref struct IcmpView
{
    private readonly OctetsIn _octets;

    private IcmpView(OctetsIn octets, IcmpHeader header)
    {
        _octets = octets;
        Header = header;
    }

    public IcmpHeader Header { get; }

    /// <summary>Echo data, or the datagram that an error quotes.</summary>
    public OctetsIn Data => _octets.Slice(IcmpHeader.Size);

    public bool ChecksumIsValid => IcmpHeader.VerifyChecksum(_octets, 0, _octets.Length);

    public static bool TryCreate(OctetsIn octets, out IcmpView view)
    {
        bool valid = IcmpHeader.TryParse(octets, out IcmpHeader header);
        view = valid ? new IcmpView(octets, header) : default;
        return valid;
    }
}
