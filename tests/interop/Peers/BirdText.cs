using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Router.Tests.Interop.Peers;

/// <summary>A <see cref="PeerSetup"/> in BIRD's language.</summary>
internal static class BirdText
{
    public static string Of(PeerSetup setup, IReadOnlyList<Announcement> announced, bool isTwo)
    {
        StringBuilder text = new($"log stderr all;\nrouter id {setup.RouterId};\nprotocol device {{ scan time 2; }}\n");
        foreach (bool v6 in new[] { false, true })
        {
            if (setup.HasFamily(v6) && (isTwo || v6 == setup.Neighbours[0].IsV6))
            {
                string channel = isTwo ? v6 ? "ipv6;" : "ipv4;" : string.Empty;
                string routes = string.Join('\n', announced.Where(one => one.IsV6 == v6).Select(Route));
                text.Append($"protocol static {{ {channel}\n{routes}\n}}\n");
                text.Append(setup.ForwardsByKernel ? Kernel(channel) : string.Empty);
            }
        }

        for (int i = 0; i < setup.Neighbours.Count; i++)
        {
            text.Append(Neighbour(setup, setup.Neighbours[i], $"p{i + 1}", isTwo));
        }

        return text.ToString();
    }

    // As Calico's: `direct` gives the routes by which "gateway recursive" finds its way.
    private static string Kernel(string channel)
    {
        const string ToKernel = "export where source = RTS_BGP;";
        string export = channel.Length > 0 ? $"{channel[..^1]} {{ {ToKernel} }};" : ToKernel;
        return $"protocol direct {{ {channel} interface \"eth0\"; }}\n"
            + $"protocol kernel {{ scan time 2; graceful restart; {export} }}\n";
    }

    private static string Route(Announcement one)
    {
        IEnumerable<string> adds =
        [
            .. one.Standard.Select(static text => $"bgp_community.add(({Commas(text)}));"),
            .. one.Targets.Select(static text => $"bgp_ext_community.add((rt,{Commas(text)}));"),
            .. one.Large.Select(static text => $"bgp_large_community.add(({Commas(text)}));"),
        ];
        return adds.Any()
            ? $"route {one.Prefix} blackhole {{ {string.Join(' ', adds)} }};"
            : $"route {one.Prefix} blackhole;";
    }

    private static string Neighbour(PeerSetup setup, NeighbourSetup one, string name, bool isTwo)
    {
        IEnumerable<string> lines =
        [
            one.IsRange
                ? $"neighbor range {one.Remote} as {one.RemoteAsn}; dynamic name \"dyn\";"
                : $"neighbor {one.Remote} as {one.RemoteAsn};",
            $"local {one.Address} as {setup.Asn};",
            .. Lines.If(one.Passive || one.IsRange, "passive on;"),
            .. Lines.If(one.Password is not null, $"password \"{one.Password}\";"),
            one.TtlSecurity ? "ttl security on;" : setup.ForwardsByKernel ? "multihop;" : "direct;",
            .. Lines.If(!one.FourOctetAs, "enable as4 off;"),
            .. Lines.If(one.ExtendedMessages, "enable extended messages on;"),
            .. Lines.If(one.Role is not null, $"local role {Role(one.Role)};"),
            .. Lines.If(one.StrictRole, "require roles on;"),
            .. Lines.If(one.IsClient, "rr client;"),
            .. Lines.If(one.GracefulRestart, $"graceful restart on; graceful restart time {one.RestartTime};"),
            .. Lines.If(one.IsLongLived && isTwo,
                $"long lived graceful restart on; long lived stale time {one.LongLivedStaleTime};"),
            $"hold time {one.HoldTime}; connect delay time 1; connect retry time 1; error wait time 1, 1;",
            .. isTwo ? Channels(setup, one) : Channel(setup, one),
        ];
        return $"protocol bgp {name} {{\n  {string.Join("\n  ", lines)}\n}}\n";
    }

    private static IEnumerable<string> Channel(PeerSetup setup, NeighbourSetup one) =>
    [
        setup.ForwardsByKernel ? "import all; export where source = RTS_STATIC; gateway recursive;"
            : "import all; export all;",
        .. Lines.If(one.AddPath, "add paths on;"),
    ];

    private static IEnumerable<string> Channels(PeerSetup setup, NeighbourSetup one)
    {
        foreach (bool v6 in new[] { false, true }.Where(one.HasFamily))
        {
            IEnumerable<string> lines =
            [
                .. Channel(setup, one),
                .. Lines.If(one.ExtendedNextHop && !v6, "extended next hop on;"),
                .. Lines.If(one.IsV6 != v6 && one.OtherNextHop is not null, $"next hop address {one.OtherNextHop};"),
            ];
            yield return $"{(v6 ? "ipv6" : "ipv4")} {{ {string.Join(' ', lines)} }};";
        }
    }

    private static string Role(string? role) => role switch
    {
        "rs" => "rs_server",
        "rs-client" => "rs_client",
        _ => role ?? string.Empty,
    };

    private static string Commas(string text) => text.Replace(':', ',');
}
