namespace Router.Wire.Bgp;

/// <summary>Capability 65, four-octet AS numbers: the sender's own (RFC 6793 §3).</summary>
public sealed class FourOctetAsCapability : BgpCapability
{
    public const int Size = 4;

    public FourOctetAsCapability(Asn asn) => Asn = asn;

    public override byte Code => BgpCapabilityCode.FourOctetAs;

    public override int ValueLength => Size;

    public Asn Asn { get; }

    protected override void WriteValue(Octets destination, int offset) =>
        BigEndian.WriteUInt32(destination, offset, Asn.Value);
}
