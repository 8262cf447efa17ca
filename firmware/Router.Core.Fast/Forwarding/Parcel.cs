using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>What the passes over a batch tell each other about one frame.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal unsafe struct Parcel
{
    /// <summary>The IP header of the packet to forward: the inner one after decapsulation.</summary>
    public byte* Ip;

    /// <summary>The outer source it was decapsulated from, else 0.</summary>
    public uint TunnelSource;

    /// <summary>Its total length; 0 sends the frame the slow way, as it came.</summary>
    public ushort Total;

    /// <summary>Where in its slot the IP header starts.</summary>
    public ushort At;
}
