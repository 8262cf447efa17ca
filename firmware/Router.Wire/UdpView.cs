namespace Router.Wire;

/// <summary>A UDP datagram whose length is known to fit its octets.</summary>
public readonly ref struct UdpView
{
    private readonly OctetsIn _octets;

    private UdpView(OctetsIn octets, UdpHeader header)
    {
        _octets = octets;
        Header = header;
    }

    public UdpHeader Header { get; }

    public OctetsIn Data => _octets.Slice(UdpHeader.Size, Header.Length - UdpHeader.Size);

    public static bool TryCreate(OctetsIn octets, out UdpView view)
    {
        bool valid = UdpHeader.TryParse(octets, out UdpHeader header);
        view = valid ? new UdpView(octets, header) : default;
        return valid;
    }
}
