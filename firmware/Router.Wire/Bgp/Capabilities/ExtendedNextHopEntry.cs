namespace Router.Wire.Bgp;

/// <summary>A family and the family its next hops may have (RFC 8950 §4). The SAFI has two octets here.</summary>
public readonly struct ExtendedNextHopEntry
{
    public ExtendedNextHopEntry(ushort afi, ushort safi, ushort nextHopAfi)
    {
        Afi = afi;
        Safi = safi;
        NextHopAfi = nextHopAfi;
    }

    public ushort Afi { get; }

    public ushort Safi { get; }

    public ushort NextHopAfi { get; }
}
