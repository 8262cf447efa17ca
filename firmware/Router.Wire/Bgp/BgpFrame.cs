namespace Router.Wire.Bgp;

/// <summary>Where a message lies in the stream buffer.</summary>
public readonly struct BgpFrame
{
    public BgpFrame(BgpMessageType type, int offset, int length, int examined)
    {
        Type = type;
        Offset = offset;
        Length = length;
        Examined = examined;
    }

    public BgpMessageType Type { get; }

    public int Offset { get; }

    /// <summary>The whole message, header included: what the reader consumes. 0 while incomplete.</summary>
    public int Length { get; }

    /// <summary>Octets from <see cref="Offset"/> on that were looked at: reading again needs more than these.</summary>
    public int Examined { get; }
}
