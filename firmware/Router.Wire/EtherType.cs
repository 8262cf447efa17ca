namespace Router.Wire;

/// <summary>
/// EtherType values (IEEE 802 numbers, IANA). Plain numbers, so that unknown ones pass through unchanged.
/// </summary>
public static class EtherType
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
    public const ushort Vlan = 0x8100;
    public const ushort Ipv6 = 0x86dd;

    /// <summary>Values below this one are lengths of IEEE 802.3 frames, not types (IEEE 802.3 §3.2.6).</summary>
    public const ushort FirstType = 0x0600;
}
