namespace Router.Wire;

/// <summary>
/// An Ethernet II header with at most one IEEE 802.1Q tag. A second tag, and an 802.3 length, stay visible as the
/// <see cref="EtherType"/>, so every header writes back as it was read.
/// </summary>
public readonly record struct EthernetHeader(MacAddress Destination, MacAddress Source, ushort EtherType)
{
    /// <summary>Octets of an untagged header.</summary>
    public const int Size = 14;

    public const int TagSize = 4;

    /// <summary>True when the frame carries an 802.1Q tag.</summary>
    public bool Tagged { get; init; }

    public VlanTag Tag { get; init; }

    public int EncodedLength => Tagged ? Size + TagSize : Size;

    /// <summary>Reads a header from the start of a frame; false when the frame ends inside it.</summary>
    public static bool TryParse(OctetsIn frame, out EthernetHeader header)
    {
        header = default;
        if (frame.Length < Size)
        {
            return false;
        }

        MacAddress destination = MacAddress.Read(frame, 0);
        MacAddress source = MacAddress.Read(frame, 6);
        ushort type = BigEndian.ReadUInt16(frame, 12);
        if (type != Wire.EtherType.Vlan)
        {
            header = new EthernetHeader(destination, source, type);
            return true;
        }

        if (frame.Length < Size + TagSize)
        {
            return false;
        }

        header = new EthernetHeader(destination, source, BigEndian.ReadUInt16(frame, 16))
        {
            Tagged = true,
            Tag = new VlanTag(BigEndian.ReadUInt16(frame, 14)),
        };
        return true;
    }

    /// <summary>Writes <see cref="EncodedLength"/> octets; the caller has checked the room.</summary>
    public void Write(Octets frame, int offset)
    {
        Destination.Write(frame, offset);
        Source.Write(frame, offset + 6);
        int type = offset + 12;
        if (Tagged)
        {
            BigEndian.WriteUInt16(frame, type, Wire.EtherType.Vlan);
            BigEndian.WriteUInt16(frame, type + 2, Tag.Control);
            type += TagSize;
        }

        BigEndian.WriteUInt16(frame, type, EtherType);
    }
}
