namespace Router.Wire.Bgp;

/// <summary>Capability 70, enhanced route refresh (RFC 7313 §3.1). It has no value.</summary>
public sealed class EnhancedRouteRefreshCapability : BgpCapability
{
    public override byte Code => BgpCapabilityCode.EnhancedRouteRefresh;

    public override int ValueLength => 0;

    protected override void WriteValue(Octets destination, int offset)
    {
    }
}
