namespace Router.Wire.Bgp;

/// <summary>One family of the graceful restart capability, its eight flags kept as sent (RFC 4724 §3).</summary>
public readonly struct GracefulRestartFamily
{
    private const byte ForwardingBit = 0x80;

    public GracefulRestartFamily(BgpFamily family, byte flags)
    {
        Family = family;
        Flags = flags;
    }

    public GracefulRestartFamily(BgpFamily family, bool forwardingPreserved)
        : this(family, forwardingPreserved ? ForwardingBit : (byte)0)
    {
    }

    public BgpFamily Family { get; }

    public byte Flags { get; }

    /// <summary>F: the forwarding state survived the restart.</summary>
    public bool ForwardingPreserved => (Flags & ForwardingBit) != 0;
}
