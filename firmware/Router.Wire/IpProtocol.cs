namespace Router.Wire;

/// <summary>Assigned Internet protocol numbers that the firmware knows by name (IANA).</summary>
public static class IpProtocol
{
    public const byte Icmp = 1;
    public const byte Ipip = 4;
    public const byte Tcp = 6;
    public const byte Udp = 17;
}
