using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>Capability 71, long-lived graceful restart (RFC 9494 §3.1). Calico's daemon sends it empty.</summary>
public sealed class LongLivedGracefulRestartCapability : BgpCapability
{
    public const int EntrySize = 7;

    private readonly LongLivedFamily[] _families;

    public LongLivedGracefulRestartCapability(params LongLivedFamily[] families) => _families = families;

    public override byte Code => BgpCapabilityCode.LongLivedGracefulRestart;

    public override int ValueLength => EntrySize * _families.Length;

    public IReadOnlyList<LongLivedFamily> Families => _families;

    public static LongLivedGracefulRestartCapability Read(OctetsIn octets, int offset, int length)
    {
        LongLivedFamily[] families = new LongLivedFamily[length / EntrySize];
        for (int i = 0; i < families.Length; i++)
        {
            int at = offset + (i * EntrySize);
            BgpFamily family = new(BigEndian.ReadUInt16(octets, at), octets[at + 2]);

            // The last four octets are the flags and the 24 bits of the stale time.
            families[i] = new LongLivedFamily(family, octets[at + 3], BigEndian.ReadUInt32(octets, at + 3));
        }

        return new LongLivedGracefulRestartCapability(families);
    }

    protected override void WriteValue(Octets destination, int offset)
    {
        for (int i = 0; i < _families.Length; i++)
        {
            int at = offset + (i * EntrySize);
            BigEndian.WriteUInt16(destination, at, _families[i].Family.Afi);
            destination[at + 2] = _families[i].Family.Safi;
            BigEndian.WriteUInt32(destination, at + 3, ((uint)_families[i].Flags << 24) | _families[i].StaleTime);
        }
    }
}
