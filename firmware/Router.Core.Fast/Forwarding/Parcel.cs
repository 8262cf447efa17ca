namespace Router.Core.Fast;

/// <summary>What the passes over a batch tell each other about one frame.</summary>
internal unsafe struct Parcel
{
    /// <summary>The IP header of the packet to forward: the inner one after decapsulation.</summary>
    public byte* Ip;

    /// <summary>Null sends the frame the slow way, as it came.</summary>
    public Rewrite* Rewrite;

    /// <summary>The outer source it was decapsulated from, else 0.</summary>
    public uint TunnelSource;

    /// <summary>Its total length; 0 marks a frame that the slow path gets.</summary>
    public ushort Total;

    /// <summary>TOS that it leaves with.</summary>
    public byte Tos;
}
