namespace Router.Wire.Bgp;

/// <summary>Capability codes that have a meaning here; every other number is carried as it is (RFC 5492 §4).</summary>
public static class BgpCapabilityCode
{
    public const byte Multiprotocol = 1;
    public const byte RouteRefresh = 2;
    public const byte ExtendedNextHop = 5;
    public const byte ExtendedMessage = 6;
    public const byte Role = 9;
    public const byte GracefulRestart = 64;
    public const byte FourOctetAs = 65;
    public const byte AddPath = 69;
    public const byte EnhancedRouteRefresh = 70;
    public const byte LongLivedGracefulRestart = 71;
    public const byte Fqdn = 73;
    public const byte SoftwareVersion = 75;
}
