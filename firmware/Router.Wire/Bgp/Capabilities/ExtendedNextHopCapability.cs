using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>Capability 5, IPv4 prefixes with IPv6 next hops (RFC 8950 §4).</summary>
public sealed class ExtendedNextHopCapability : BgpCapability
{
    public const int EntrySize = 6;

    private readonly ExtendedNextHopEntry[] _entries;

    public ExtendedNextHopCapability(params ExtendedNextHopEntry[] entries) => _entries = entries;

    public override byte Code => BgpCapabilityCode.ExtendedNextHop;

    public override int ValueLength => EntrySize * _entries.Length;

    public IReadOnlyList<ExtendedNextHopEntry> Entries => _entries;

    public static ExtendedNextHopCapability Read(OctetsIn octets, int offset, int length)
    {
        ExtendedNextHopEntry[] entries = new ExtendedNextHopEntry[length / EntrySize];
        for (int i = 0; i < entries.Length; i++)
        {
            int at = offset + (i * EntrySize);
            entries[i] = new ExtendedNextHopEntry(BigEndian.ReadUInt16(octets, at),
                BigEndian.ReadUInt16(octets, at + 2), BigEndian.ReadUInt16(octets, at + 4));
        }

        return new ExtendedNextHopCapability(entries);
    }

    protected override void WriteValue(Octets destination, int offset)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            int at = offset + (i * EntrySize);
            BigEndian.WriteUInt16(destination, at, _entries[i].Afi);
            BigEndian.WriteUInt16(destination, at + 2, _entries[i].Safi);
            BigEndian.WriteUInt16(destination, at + 4, _entries[i].NextHopAfi);
        }
    }
}
