namespace Router.Wire.Bgp;

/// <summary>Capability 1, multiprotocol extensions: one family (RFC 4760 §8).</summary>
public sealed class MultiprotocolCapability : BgpCapability
{
    public const int Size = 4;

    public MultiprotocolCapability(BgpFamily family, byte reserved = 0)
    {
        Family = family;
        Reserved = reserved;
    }

    public override byte Code => BgpCapabilityCode.Multiprotocol;

    public override int ValueLength => Size;

    public BgpFamily Family { get; }

    /// <summary>Zero when sent, ignored when received, kept for a faithful copy.</summary>
    public byte Reserved { get; }

    public static MultiprotocolCapability Read(OctetsIn octets, int offset) =>
        new(new BgpFamily(BigEndian.ReadUInt16(octets, offset), octets[offset + 3]), octets[offset + 2]);

    protected override void WriteValue(Octets destination, int offset)
    {
        BigEndian.WriteUInt16(destination, offset, Family.Afi);
        destination[offset + 2] = Reserved;
        destination[offset + 3] = Family.Safi;
    }
}
