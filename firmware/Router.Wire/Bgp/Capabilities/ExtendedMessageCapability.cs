namespace Router.Wire.Bgp;

/// <summary>Capability 6, messages of up to 65535 octets (RFC 8654 §3). It has no value.</summary>
public sealed class ExtendedMessageCapability : BgpCapability
{
    public override byte Code => BgpCapabilityCode.ExtendedMessage;

    public override int ValueLength => 0;

    protected override void WriteValue(Octets destination, int offset)
    {
    }
}
