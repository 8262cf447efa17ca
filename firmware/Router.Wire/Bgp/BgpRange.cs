namespace Router.Wire.Bgp;

/// <summary>A stretch of the octets that its owner names, usually of an attribute block.</summary>
public readonly struct BgpRange
{
    public BgpRange(int offset, int length)
    {
        Offset = offset;
        Length = length;
    }

    public int Offset { get; }

    public int Length { get; }

    public int End => Offset + Length;

    public bool IsEmpty => Length == 0;
}
