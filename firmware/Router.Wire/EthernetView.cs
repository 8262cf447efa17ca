namespace Router.Wire;

/// <summary>A frame whose Ethernet header is known to be complete.</summary>
public readonly ref struct EthernetView
{
    private readonly OctetsIn _frame;

    private EthernetView(OctetsIn frame, EthernetHeader header)
    {
        _frame = frame;
        Header = header;
    }

    public EthernetHeader Header { get; }

    /// <summary>What follows the header, padding included.</summary>
    public OctetsIn Payload => _frame.Slice(Header.EncodedLength);

    public static bool TryCreate(OctetsIn frame, out EthernetView view)
    {
        bool valid = EthernetHeader.TryParse(frame, out EthernetHeader header);
        view = valid ? new EthernetView(frame, header) : default;
        return valid;
    }
}
