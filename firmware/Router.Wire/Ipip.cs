namespace Router.Wire;

/// <summary>
/// The outer header of IP in IP (RFC 2003), with the fields as Linux's ipip device sets them for Calico. Also compiled
/// where spans do not exist.
/// </summary>
public static class Ipip
{
    /// <summary>Octets that encapsulation adds.</summary>
    public const int Overhead = Ipv4Header.Size;

    /// <summary>
    /// The outer header for an inner one: TTL copied, DF copied, TOS 0 but for the ECN bits. The identification is the
    /// caller's, unique per address pair while the packet lives.
    /// </summary>
    public static Ipv4Header Outer(
        Ipv4Header inner, Ipv4Address source, Ipv4Address destination, ushort identification)
    {
        Ipv4Header outer = default;
        outer.HeaderLength = Ipv4Header.Size;
        outer.Tos = Ecn.Encapsulate(inner.Tos);
        outer.TotalLength = inner.TotalLength + Overhead;
        outer.Identification = identification;
        outer.DontFragment = inner.DontFragment;
        outer.Ttl = inner.Ttl;
        outer.Protocol = IpProtocol.Ipip;
        outer.Source = source;
        outer.Destination = destination;
        return outer;
    }
}
