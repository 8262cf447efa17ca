namespace Router.Wire;

/// <summary>
/// Network byte order at explicit offsets; callers have checked lengths. Compiles where spans do not.
/// </summary>
public static class BigEndian
{
    public static ushort ReadUInt16(OctetsIn octets, int offset) =>
        (ushort)((octets[offset] << 8) | octets[offset + 1]);

    public static uint ReadUInt32(OctetsIn octets, int offset) =>
        ((uint)octets[offset] << 24) | ((uint)octets[offset + 1] << 16)
        | ((uint)octets[offset + 2] << 8) | octets[offset + 3];

    public static void WriteUInt16(Octets octets, int offset, int value)
    {
        octets[offset] = (byte)(value >> 8);
        octets[offset + 1] = (byte)value;
    }

    public static void WriteUInt32(Octets octets, int offset, uint value)
    {
        octets[offset] = (byte)(value >> 24);
        octets[offset + 1] = (byte)(value >> 16);
        octets[offset + 2] = (byte)(value >> 8);
        octets[offset + 3] = (byte)value;
    }
}
