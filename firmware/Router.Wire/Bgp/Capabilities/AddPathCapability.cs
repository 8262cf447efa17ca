using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>Capability 69, several paths for one prefix (RFC 7911 §4).</summary>
public sealed class AddPathCapability : BgpCapability
{
    public const int EntrySize = 4;

    private readonly AddPathFamily[] _families;

    public AddPathCapability(params AddPathFamily[] families) => _families = families;

    public override byte Code => BgpCapabilityCode.AddPath;

    public override int ValueLength => EntrySize * _families.Length;

    public IReadOnlyList<AddPathFamily> Families => _families;

    public static AddPathCapability Read(OctetsIn octets, int offset, int length)
    {
        AddPathFamily[] families = new AddPathFamily[length / EntrySize];
        for (int i = 0; i < families.Length; i++)
        {
            int at = offset + (i * EntrySize);
            families[i] = new AddPathFamily(
                new BgpFamily(BigEndian.ReadUInt16(octets, at), octets[at + 2]), (AddPathMode)octets[at + 3]);
        }

        return new AddPathCapability(families);
    }

    /// <summary>
    /// What was said of a family. RFC 7911 §4: of several entries for one family only the last counts,
    /// and a value other than 1, 2, 3 says nothing.
    /// </summary>
    public AddPathMode ModeOf(BgpFamily family)
    {
        AddPathMode mode = AddPathMode.None;
        foreach (AddPathFamily entry in _families)
        {
            if (entry.Family == family)
            {
                mode = entry.Mode <= AddPathMode.Both ? entry.Mode : AddPathMode.None;
            }
        }

        return mode;
    }

    protected override void WriteValue(Octets destination, int offset)
    {
        for (int i = 0; i < _families.Length; i++)
        {
            int at = offset + (i * EntrySize);
            BigEndian.WriteUInt16(destination, at, _families[i].Family.Afi);
            destination[at + 2] = _families[i].Family.Safi;
            destination[at + 3] = (byte)_families[i].Mode;
        }
    }
}
