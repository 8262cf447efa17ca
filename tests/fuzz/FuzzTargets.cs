using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>Every target by name. A unit test fails when a parser of Router.Wire is in none of them.</summary>
public static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("ethernet", PacketTargets.Ethernet, [typeof(EthernetHeader), typeof(EthernetView)]),
        new("arp", PacketTargets.Arp, [typeof(ArpPacket), typeof(ArpView)]),
        new("ipv4", PacketTargets.Ipv4, [typeof(Ipv4Header), typeof(Ipv4View), typeof(Ipv4Options)]),
        new("icmp", PacketTargets.Icmp, [typeof(IcmpHeader), typeof(IcmpView)]),
        new("udp", PacketTargets.Udp, [typeof(UdpHeader), typeof(UdpView)]),
        new("tcp", PacketTargets.Tcp, [typeof(TcpSegment), typeof(TcpOptionReader), typeof(TcpOptionSet)]),
        new("bfd", BfdTarget.Run, []),
        new("bgp-stream", BgpTargets.Stream, [typeof(BgpFramer)]),
        new("bgp-open", BgpTargets.Open, [typeof(BgpOpen), typeof(BgpOpenView), typeof(OperatorText)]),
        new("bgp-attribute", UpdateTargets.Attribute, [typeof(BgpAttribute)]),
        new("bgp-session", SessionTarget.Run, []),
        new("bgp-update", UpdateTargets.Update,
            [
                typeof(BgpUpdate), typeof(BgpUpdateView), typeof(BgpAttribute), typeof(BgpAttributes),
                typeof(BgpAttributeList), typeof(AsPathAttribute), typeof(AsPathSegments),
            ]),
        new("bgp-notification", BgpTargets.Notification, [typeof(BgpNotification), typeof(ShutdownCommunication)]),
        new("bgp-route-refresh", BgpTargets.RouteRefresh, [typeof(BgpRouteRefresh)]),
        new("bgp-keepalive", BgpTargets.Keepalive, [typeof(BgpKeepalive)]),
    ];

    public static FuzzTarget? Find(string name)
    {
        foreach (FuzzTarget target in All)
        {
            if (string.Equals(target.Name, name, StringComparison.Ordinal))
            {
                return target;
            }
        }

        return null;
    }
}
