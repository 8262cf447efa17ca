using System;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>BIRD 1.6 (one daemon for each family) or 2.</summary>
internal sealed class BirdPeer(NetNamespace place, PeerSetup setup, string package) : BgpPeer(place, setup)
{
    private bool IsTwo => package == Bird2;

    private string Socket => Folder.PathOf("bird.ctl");

    public override bool IsEstablished() =>
        Ask("show protocols all p1").Contains("BGP state:          Established", StringComparison.Ordinal);

    public override bool HasRoute(string prefix) =>
        Ask($"show route {prefix} protocol p1").Contains(prefix, StringComparison.Ordinal);

    public override string Picture() => Ask("show protocols all") + Ask("show route all") + Log;

    protected override Daemon Launch()
    {
        string channel = Setup.IsV6 ? "ipv6" : "ipv4";
        string open = IsTwo ? $"{channel} {{" : string.Empty;
        string close = IsTwo ? "};" : string.Empty;
        Folder.Write(
            "bird.conf",
            $$"""
            log stderr all;
            router id 10.99.0.2;
            protocol device { scan time 2; }
            protocol static { {{(IsTwo ? channel + ";" : string.Empty)}} route {{Setup.Network}} blackhole; }
            protocol bgp p1 {
              local {{Setup.Address}} as {{Setup.Asn}};
              neighbor {{Setup.Remote}} as {{Setup.RemoteAsn}};
              {{(Setup.Passive ? "passive on;" : string.Empty)}}
              {{(Setup.Password is { } password ? $"password \"{password}\";" : string.Empty)}}
              {{(Setup.TtlSecurity ? "ttl security on;" : "multihop;")}}
              {{open}} import all; export all; {{close}}
              hold time 30;
              connect delay time 1;
              connect retry time 1;
              error wait time 1, 1;
            }

            """);
        string program = package == Bird1 && Setup.IsV6 ? "usr/sbin/bird6" : "usr/sbin/bird";
        return Place.Start(DebianPackages.File(package, program),
            "-f", "-c", Folder.PathOf("bird.conf"), "-s", Socket, "-P", Folder.PathOf("bird.pid"));
    }

    protected override bool Answers() => BirdSocket.Ask(Socket, "show status") is not null;

    private string Ask(string command) => BirdSocket.Ask(Socket, command) ?? "(no answer)\n";
}
