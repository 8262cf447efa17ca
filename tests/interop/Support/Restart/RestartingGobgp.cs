using System;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>GoBGP, which takes its routes from its client once it runs; it comes back with -r.</summary>
internal sealed class RestartingGobgp : RestartingPeer
{
    private readonly NetNamespace _place;
    private readonly RestartSetup _setup;
    private readonly Scratch _scratch = new();
    private Daemon? _daemon;

    public RestartingGobgp(NetNamespace place, RestartSetup setup, string[] networks)
    {
        _place = place;
        _setup = setup;
        _scratch.Write("gobgpd.toml", Config());
        try
        {
            Launch([], networks);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => "gobgpd";

    public override bool IsEstablished() => Ask("neighbor", _setup.Remote)
        .Contains("BGP state = ESTABLISHED", StringComparison.OrdinalIgnoreCase);

    public override bool Has(string prefix) => Line(prefix) is not null;

    // "S*>10.0.0.0/24 ..." is stale, valid and best.
    public override bool HasStale(string prefix) => Line(prefix) is { } line && line.StartsWith('S');

    public override void Kill()
    {
        _daemon!.Signal(9);
        _daemon.WaitForExit();
    }

    public override void Return(params string[] networks)
    {
        _daemon!.Dispose();
        Launch(["-r"], networks);
    }

    public override string Picture() => Ask("neighbor", _setup.Remote) + Ask("global", "rib") + _daemon?.Log;

    public override void Dispose()
    {
        _daemon?.Dispose();
        _scratch.Dispose();
    }

    /// <summary>
    /// The cable is plugged in when its routes are there: else its End-of-RIB would say that they are not.
    /// </summary>
    private void Launch(string[] more, string[] networks)
    {
        _place.Ip("link", "set", "eth0", "down");
        _daemon = _place.Start(DebianPackages.File("gobgpd", "usr/bin/gobgpd"),
            ["-f", _scratch.PathOf("gobgpd.toml"), "--api-hosts", "127.0.0.1:50051", "-l", "debug", .. more]);
        Eventually.Holds(
            "gobgpd answers",
            () =>
            {
                Assert.That(_daemon.HasExited, Is.False, () => _daemon.Log);
                return Try("global").ExitCode == 0;
            },
            TimeSpan.FromSeconds(30),
            () => _daemon.Log);
        foreach (string network in networks)
        {
            Try("global", "rib", "add", network, "nexthop", _setup.Address).Must();
        }

        _place.Ip("link", "set", "eth0", "up");
    }

    private string? Line(string prefix) => Ask("global", "rib").Split('\n').FirstOrDefault(
        line => Regex.IsMatch(line, $@"^[S*>]+\s*{Regex.Escape(prefix)}\s+{Regex.Escape(_setup.Remote)}\s"));

    private string Ask(params string[] arguments) => Try(arguments).Both + "\n";

    private ProcessResult Try(params string[] arguments) =>
        _place.Try(DebianPackages.File("gobgpd", "usr/bin/gobgp"), arguments);

    private string Config() => $"""
        [global.config]
        as = {_setup.Asn}
        router-id = "{_setup.Address}"
        port = 179
        [[neighbors]]
        [neighbors.config]
        neighbor-address = "{_setup.Remote}"
        peer-as = {_setup.RemoteAsn}
        [neighbors.transport.config]
        local-address = "{_setup.Address}"
        [neighbors.timers.config]
        connect-retry = 1
        hold-time = 30
        keepalive-interval = 10
        idle-hold-time-after-reset = 1
        [neighbors.graceful-restart.config]
        enabled = true
        restart-time = {_setup.RestartTime}
        deferral-time = 10
        long-lived-enabled = {(_setup.LongLivedStaleTime > 0 ? "true" : "false")}
        [[neighbors.afi-safis]]
        [neighbors.afi-safis.config]
        afi-safi-name = "ipv4-unicast"
        [neighbors.afi-safis.mp-graceful-restart.config]
        enabled = true
        {LongLived()}

        """;

    private string LongLived() => _setup.LongLivedStaleTime == 0 ? string.Empty : $"""
        [neighbors.afi-safis.long-lived-graceful-restart.config]
        enabled = true
        restart-time = {_setup.LongLivedStaleTime}
        """;
}
