namespace Router.Wire.Bgp;

/// <summary>Capability 2, route refresh (RFC 2918 §2). It has no value.</summary>
public sealed class RouteRefreshCapability : BgpCapability
{
    public override byte Code => BgpCapabilityCode.RouteRefresh;

    public override int ValueLength => 0;

    protected override void WriteValue(Octets destination, int offset)
    {
    }
}
