namespace Router.Wire.Bgp;

/// <summary>One family of the long-lived graceful restart capability (RFC 9494 §3.1).</summary>
public readonly struct LongLivedFamily
{
    private const byte ForwardingBit = 0x80;

    /// <param name="family">The family.</param>
    /// <param name="flags">As sent; only the highest bit is defined.</param>
    /// <param name="staleTime">Seconds that stale routes may live, 24 bits.</param>
    public LongLivedFamily(BgpFamily family, byte flags, uint staleTime)
    {
        Family = family;
        Flags = flags;
        StaleTime = staleTime & 0xff_ffff;
    }

    public BgpFamily Family { get; }

    public byte Flags { get; }

    public uint StaleTime { get; }

    public bool ForwardingPreserved => (Flags & ForwardingBit) != 0;
}
