namespace Router.Wire;

/// <summary>The two ECN bits of the TOS octet and how tunnels carry them.</summary>
public static class Ecn
{
    public const byte Mask = 3;
    public const byte NotEct = 0;
    public const byte Ect1 = 1;
    public const byte Ect0 = 2;
    public const byte CongestionExperienced = 3;

    /// <summary>
    /// The outer ECN bits for an inner TOS octet. Linux IP_ECN_encapsulate: copied, but CE becomes ECT(0), the "full
    /// functionality" of RFC 3168 §9.1.1 that Calico nodes use.
    /// </summary>
    public static byte Encapsulate(byte innerTos)
    {
        int inner = innerTos & Mask;
        return (byte)(inner == CongestionExperienced ? Ect0 : inner);
    }

    /// <summary>
    /// RFC 6040 §4.2 figure 4: the inner TOS octet after decapsulation. False when the packet must be dropped: the
    /// tunnel met congestion and the inner flow cannot be told (outer CE, inner Not-ECT).
    /// </summary>
    public static bool TryDecapsulate(byte outerTos, byte innerTos, out byte tos)
    {
        int outer = outerTos & Mask;
        int inner = innerTos & Mask;
        tos = innerTos;
        if (inner == NotEct)
        {
            return outer != CongestionExperienced;
        }

        if (outer == CongestionExperienced)
        {
            tos = (byte)(innerTos | CongestionExperienced);
        }
        else if (outer == Ect1 && inner == Ect0)
        {
            tos = (byte)((innerTos & ~Mask) | Ect1);
        }

        return true;
    }
}
