namespace Router.Wire.Bgp;

/// <summary>Where one path attribute lies in its block: flags, type, length, value (RFC 4271 §4.3).</summary>
public readonly struct BgpAttribute
{
    private BgpAttribute(byte flags, byte code, int start, BgpRange value)
    {
        Flags = flags;
        Code = code;
        Start = start;
        Value = value;
    }

    public byte Flags { get; }

    public byte Code { get; }

    /// <summary>Where the flags octet lies.</summary>
    public int Start { get; }

    public BgpRange Value { get; }

    public int End => Value.End;

    /// <summary>Octets of the whole attribute, header included.</summary>
    public int Length => End - Start;

    public bool IsOptional => (Flags & BgpAttributeFlags.Optional) != 0;

    public bool IsTransitive => (Flags & BgpAttributeFlags.Transitive) != 0;

    /// <summary>False when header or value reach past the block (RFC 7606 §4).</summary>
    public static bool TryRead(OctetsIn block, int offset, out BgpAttribute attribute)
    {
        attribute = default;
        int left = block.Length - offset;
        if (left < 3)
        {
            return false;
        }

        byte flags = block[offset];
        bool extended = (flags & BgpAttributeFlags.ExtendedLength) != 0;
        int header = extended ? 4 : 3;
        if (left < header)
        {
            return false;
        }

        int length = extended ? BigEndian.ReadUInt16(block, offset + 2) : block[offset + 2];
        if (length > left - header)
        {
            return false;
        }

        attribute = new BgpAttribute(flags, block[offset + 1], offset, new BgpRange(offset + header, length));
        return true;
    }

    /// <summary>Writes flags, type and length, in the shorter form where it fits; gives the header's length.</summary>
    public static int WriteHeader(Octets destination, int offset, byte flags, byte code, int length)
    {
        destination[offset + 1] = code;
        if (length > byte.MaxValue)
        {
            destination[offset] = (byte)(flags | BgpAttributeFlags.ExtendedLength);
            BigEndian.WriteUInt16(destination, offset + 2, length);
            return 4;
        }

        destination[offset] = (byte)(flags & ~BgpAttributeFlags.ExtendedLength);
        destination[offset + 2] = (byte)length;
        return 3;
    }
}
