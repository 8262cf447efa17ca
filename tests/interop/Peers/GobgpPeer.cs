using System;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>GoBGP, asked by its own client.</summary>
internal sealed class GobgpPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private string Family => Setup.IsV6 ? "ipv6" : "ipv4";

    // "BGP state = ESTABLISHED" of `gobgp neighbor`; its case changed between releases.
    public override bool IsEstablished() =>
        Ask("neighbor", Setup.Remote).Contains("BGP state = ESTABLISHED", StringComparison.OrdinalIgnoreCase);

    public override bool HasRoute(string prefix) =>
        Ask("global", "rib", "-a", Family).Contains($"*> {prefix} ", StringComparison.Ordinal);

    public override string Picture() =>
        Ask("neighbor") + Ask("neighbor", Setup.Remote) + Ask("global", "rib", "-a", Family) + Log;

    protected override Daemon Launch()
    {
        string password = Setup.Password is { } key ? $"auth-password = \"{key}\"" : string.Empty;
        string ttl = Setup.TtlSecurity
            ? "[neighbors.ttl-security.config]\nenabled = true\nttl-min = 255"
            : string.Empty;
        Folder.Write(
            "gobgpd.toml",
            $"""
            [global.config]
            as = {Setup.Asn}
            router-id = "10.99.0.2"
            port = 179
            local-address-list = ["{Setup.Address}"]
            [[neighbors]]
            [neighbors.config]
            neighbor-address = "{Setup.Remote}"
            peer-as = {Setup.RemoteAsn}
            {password}
            [neighbors.transport.config]
            passive-mode = {(Setup.Passive ? "true" : "false")}
            local-address = "{Setup.Address}"
            [neighbors.timers.config]
            connect-retry = 1
            hold-time = 30
            keepalive-interval = 10
            idle-hold-time-after-reset = 1
            {ttl}
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "{Family}-unicast"

            """);
        return Place.Start(DebianPackages.File("gobgpd", "usr/bin/gobgpd"),
            "-f", Folder.PathOf("gobgpd.toml"), "--api-hosts", "127.0.0.1:50051", "-l", "debug");
    }

    protected override bool Answers() => Try("global").ExitCode == 0;

    protected override void OnStarted() =>
        Try("global", "rib", "-a", Family, "add", Setup.Network, "nexthop", Setup.Address).Must();

    private string Ask(params string[] arguments) => Try(arguments).Both + "\n";

    private ProcessResult Try(params string[] arguments) =>
        Place.Try(DebianPackages.File("gobgpd", "usr/bin/gobgp"), arguments);
}
