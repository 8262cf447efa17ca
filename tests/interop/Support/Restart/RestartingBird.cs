using System;
using System.Linq;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>BIRD 1.6 or 2, configured as Calico configures it; it comes back with -R, as Calico starts it.</summary>
internal sealed class RestartingBird : RestartingPeer
{
    private const string Protocol = "ours";

    private readonly string _package;
    private readonly RestartSetup _setup;
    private readonly BirdDaemon _bird;

    public RestartingBird(string package, NetNamespace place, RestartSetup setup, string[] networks)
    {
        _package = package;
        _setup = setup;
        _bird = new BirdDaemon(place, package, Config(networks));
    }

    public override string Name => _package;

    private bool IsTwo => _package == "bird2";

    public override bool IsEstablished() => _bird.IsEstablished(Protocol);

    public override bool Has(string prefix) => Route(prefix).Contains($"{prefix} ", StringComparison.Ordinal);

    // Seen of 1.6.8 and 2.0.12: it is not said of the route, but of the session that waits.
    public override bool HasStale(string prefix) => Has(prefix)
        && _bird.Ask("show protocols all " + Protocol).Contains("graceful restart active", StringComparison.Ordinal);

    /// <summary>The route and all its attributes.</summary>
    public string Route(string prefix) => _bird.Ask($"show route {prefix} protocol {Protocol} all");

    public override void Kill() => _bird.Kill();

    public override void Return(params string[] networks) => _bird.StartRecovering(Config(networks));

    public override string Picture() => _bird.Ask("show protocols all") + _bird.Ask("show route all") + _bird.Log;

    public override void Dispose() => _bird.Dispose();

    private string Config(string[] networks)
    {
        string family = IsTwo ? "ipv4;" : string.Empty;
        string to = IsTwo ? "ipv4 { export where source = RTS_BGP; };" : "export where source = RTS_BGP;";
        string kernel = _setup.Forwards ? $"protocol kernel {{ scan time 2; graceful restart; {to} }}" : string.Empty;
        string addPaths = _setup.Forwards ? "add paths on;" : string.Empty;
        string channel = $"import all; export where source = RTS_STATIC; gateway recursive; {addPaths}";
        string longLived = _setup.LongLivedStaleTime == 0 ? string.Empty
            : $"long lived graceful restart on; long lived stale time {_setup.LongLivedStaleTime};";
        return $$"""
            log stderr all;
            router id {{_setup.Address}};
            protocol device { scan time 2; }
            protocol direct { {{family}} interface "eth0"; }
            {{kernel}}
            protocol static { {{family}} {{string.Concat(networks.Select(n => $"route {n} blackhole; "))}}}
            protocol bgp {{Protocol}} {
              local {{_setup.Address}} as {{_setup.Asn}};
              neighbor {{_setup.Remote}} as {{_setup.RemoteAsn}};
              multihop;
              {{(IsTwo ? $"ipv4 {{ {channel} }};" : channel)}}
              graceful restart on;
              graceful restart time {{_setup.RestartTime}};
              {{longLived}}
              hold time 30;
              connect delay time 1;
              connect retry time 1;
              error wait time 1, 1;
            }

            """;
    }
}
