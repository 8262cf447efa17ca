using System.Globalization;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>ICMP errors in the words of iputils.</summary>
public static class IcmpText
{
    public static string Describe(IcmpHeader header) => (header.Type, header.Code) switch
    {
        (IcmpType.DestinationUnreachable, IcmpCode.NetUnreachable) => "Destination Net Unreachable",
        (IcmpType.DestinationUnreachable, IcmpCode.HostUnreachable) => "Destination Host Unreachable",
        (IcmpType.DestinationUnreachable, IcmpCode.ProtocolUnreachable) => "Destination Protocol Unreachable",
        (IcmpType.DestinationUnreachable, IcmpCode.PortUnreachable) => "Destination Port Unreachable",
        (IcmpType.DestinationUnreachable, IcmpCode.FragmentationNeeded) =>
            string.Create(CultureInfo.InvariantCulture, $"Frag needed and DF set (mtu = {header.NextHopMtu})"),
        (IcmpType.DestinationUnreachable, IcmpCode.SourceRouteFailed) => "Source Route Failed",
        (IcmpType.DestinationUnreachable, IcmpCode.AdministrativelyProhibited) => "Packet filtered",
        (IcmpType.DestinationUnreachable, _) =>
            string.Create(CultureInfo.InvariantCulture, $"Dest Unreachable, Bad Code: {header.Code}"),
        (IcmpType.TimeExceeded, IcmpCode.TtlExceeded) => "Time to live exceeded",
        (IcmpType.TimeExceeded, IcmpCode.ReassemblyTimeout) => "Frag reassembly time exceeded",
        (IcmpType.ParameterProblem, _) =>
            string.Create(CultureInfo.InvariantCulture, $"Parameter problem: pointer = {header.Pointer}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"ICMP type {header.Type} code {header.Code}"),
    };
}
