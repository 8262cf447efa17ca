namespace Router.Wire.Bgp;

/// <summary>One capability of an OPEN (RFC 5492 §4): code, length, value.</summary>
public abstract class BgpCapability
{
    public abstract byte Code { get; }

    public abstract int ValueLength { get; }

    public int EncodedLength => 2 + ValueLength;

    /// <summary>
    /// False for a capability that is known here and whose value cannot be what its RFC says. Such an OPEN is refused
    /// (RFC 4271 §6.2: a recognized but malformed parameter); unknown capabilities are always fine.
    /// </summary>
    public static bool IsWellFormed(byte code, int length) => code switch
    {
        BgpCapabilityCode.Multiprotocol => length == MultiprotocolCapability.Size,
        BgpCapabilityCode.RouteRefresh => length == 0,
        BgpCapabilityCode.ExtendedNextHop => length % ExtendedNextHopCapability.EntrySize == 0,
        BgpCapabilityCode.ExtendedMessage => length == 0,
        BgpCapabilityCode.Role => length == RoleCapability.Size,
        BgpCapabilityCode.GracefulRestart => length >= 2 && (length - 2) % GracefulRestartCapability.EntrySize == 0,
        BgpCapabilityCode.FourOctetAs => length == FourOctetAsCapability.Size,
        BgpCapabilityCode.AddPath => length % AddPathCapability.EntrySize == 0,
        BgpCapabilityCode.EnhancedRouteRefresh => length == 0,
        BgpCapabilityCode.LongLivedGracefulRestart =>
            length % LongLivedGracefulRestartCapability.EntrySize == 0,
        _ => true,
    };

    /// <summary>
    /// Reads a value; the caller has checked that it lies within the octets. A malformed one stays opaque.
    /// </summary>
    public static BgpCapability Read(byte code, OctetsIn octets, int offset, int length)
    {
        if (!IsWellFormed(code, length))
        {
            return UnknownCapability.Read(code, octets, offset, length);
        }

        return code switch
        {
            BgpCapabilityCode.Multiprotocol => MultiprotocolCapability.Read(octets, offset),
            BgpCapabilityCode.RouteRefresh => new RouteRefreshCapability(),
            BgpCapabilityCode.ExtendedNextHop => ExtendedNextHopCapability.Read(octets, offset, length),
            BgpCapabilityCode.ExtendedMessage => new ExtendedMessageCapability(),
            BgpCapabilityCode.Role => new RoleCapability((BgpRole)octets[offset]),
            BgpCapabilityCode.GracefulRestart => GracefulRestartCapability.Read(octets, offset, length),
            BgpCapabilityCode.FourOctetAs => new FourOctetAsCapability(new Asn(BigEndian.ReadUInt32(octets, offset))),
            BgpCapabilityCode.AddPath => AddPathCapability.Read(octets, offset, length),
            BgpCapabilityCode.EnhancedRouteRefresh => new EnhancedRouteRefreshCapability(),
            BgpCapabilityCode.LongLivedGracefulRestart =>
                LongLivedGracefulRestartCapability.Read(octets, offset, length),
            BgpCapabilityCode.Fqdn when FqdnCapability.TryRead(octets.Slice(offset, length), out BgpCapability? name) =>
                name!,
            BgpCapabilityCode.SoftwareVersion
                when SoftwareVersionCapability.TryRead(octets.Slice(offset, length), out BgpCapability? version) =>
                version!,
            _ => UnknownCapability.Read(code, octets, offset, length),
        };
    }

    public int Write(Octets destination, int offset)
    {
        destination[offset] = Code;
        destination[offset + 1] = (byte)ValueLength;
        WriteValue(destination, offset + 2);
        return EncodedLength;
    }

    protected abstract void WriteValue(Octets destination, int offset);
}
