namespace Router.Tests.Interop.Support;

/// <summary>What Calico's confd would render for one mesh peer, in the dialects of BIRD 1.6 and 2.</summary>
internal static class BirdConfig
{
    /// <summary>The protocol's name in the configurations.</summary>
    public const string Protocol = "mesh";

    public static string For(
        string package, string address, string neighbour, string block, uint localPreference, int holdTime = 240,
        string port = "eth0", string reach = "multihop;",
        string more = "")
    {
        // The peer whose address sorts lower as text waits for the other (calico.md 1.1).
        string passive = string.CompareOrdinal(address, neighbour) < 0 ? "passive on;" : string.Empty;
        bool two = package == "bird2";
        string export =
            $"filter {{ if source = RTS_STATIC then {{ bgp_local_pref = {localPreference}; accept; }} reject; }}";
        string channel = two
            ? $"ipv4 {{ import all; export {export}; gateway recursive; add paths on; }};"
            : $"import all; export {export}; gateway recursive; add paths on;";
        return $$"""
            log stderr all;
            router id {{address}};
            protocol device { scan time 2; }
            {{more}}
            protocol direct { {{(two ? "ipv4;" : string.Empty)}} interface "{{port}}"; }
            protocol static { {{(two ? "ipv4;" : string.Empty)}} route {{block}} blackhole; }
            protocol bgp {{Protocol}} {
              local {{address}} as 64512;
              neighbor {{neighbour}} as 64512;
              {{reach}}
              {{passive}}
              {{channel}}
              graceful restart {{(two ? "on" : string.Empty)}};
              hold time {{holdTime}};
              connect delay time 2;
              connect retry time 5;
              error wait time 5, 30;
            }

            """;
    }
}
