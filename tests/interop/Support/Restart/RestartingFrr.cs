using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>FRR: bgpd dies, zebra and the kernel stay.</summary>
internal sealed class RestartingFrr : RestartingPeer
{
    private readonly RestartSetup _setup;
    private readonly FrrDaemons _frr;

    public RestartingFrr(NetNamespace place, RestartSetup setup, string[] networks)
    {
        _setup = setup;
        _frr = new FrrDaemons(place, Config(networks));
    }

    public override string Name => "frr";

    public override bool IsEstablished() => _frr.Ask("bgpd", $"show bgp neighbors {_setup.Remote}")
        .Contains("BGP state = Established", StringComparison.Ordinal);

    public override bool Has(string prefix) => Line(prefix) is not null;

    // "Status codes: ... S Stale" stands first in the line of a path.
    public override bool HasStale(string prefix) => Line(prefix) is { } line && line.StartsWith('S');

    public override void Kill() => _frr.Kill("bgpd");

    public override void Return(params string[] networks) => _frr.Start("bgpd", Config(networks));

    public override string Picture() =>
        _frr.Ask("bgpd", "show bgp ipv4 unicast") + _frr.Ask("zebra", "show ip route") + _frr.Picture();

    public override void Dispose() => _frr.Dispose();

    private string? Line(string prefix) => _frr.Ask("bgpd", "show bgp ipv4 unicast").Split('\n').FirstOrDefault(
        line => Regex.IsMatch(line, $@"^\S+\s*{Regex.Escape(prefix)}\s+{Regex.Escape(_setup.Remote)}\s"));

    private string Config(string[] networks)
    {
        string longLived = _setup.LongLivedStaleTime == 0 ? string.Empty
            : $" bgp long-lived-graceful-restart stale-time {_setup.LongLivedStaleTime}";
        return $"""
            router bgp {_setup.Asn}
             bgp router-id {_setup.Address}
             no bgp ebgp-requires-policy
             no bgp network import-check
             bgp graceful-restart
             bgp graceful-restart restart-time {_setup.RestartTime}
             bgp graceful-restart preserve-fw-state
            {longLived}
             neighbor {_setup.Remote} remote-as {_setup.RemoteAsn}
             neighbor {_setup.Remote} timers 10 30
             neighbor {_setup.Remote} timers connect 1
             address-family ipv4 unicast
            {string.Join('\n', networks.Select(network => "  network " + network))}
             exit-address-family
            exit

            """;
    }
}
