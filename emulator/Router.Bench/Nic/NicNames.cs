namespace Router.Bench.Nic;

/// <summary>The contestants, as the tables call them.</summary>
public static class NicNames
{
    public const string Kernel = "kernel";
    public const string Packet = "board packet";
    /// <summary>The same with <c>ring: blocks</c>.</summary>
    public const string Blocks = "board packet blocks";
    public const string PacketC = "C packet";
    public const string Xdp = "board xdp";
    public const string XdpC = "C xdp";

    /// <summary>No router at all.</summary>
    public const string Cable = "cable";
}
