using System;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>FRR's bgpd alone: no zebra, so routes stay in BGP. It is asked over its vty socket.</summary>
internal sealed class FrrPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private static readonly string[] s_libraries =
        ["frr", "libyang2", "libc-ares2", "libjson-c5", "libcap2", "libpcre2-8-0"];

    private string Family => Setup.IsV6 ? "ipv6" : "ipv4";

    public override bool IsEstablished() =>
        Ask($"show bgp neighbors {Setup.Remote}").Contains("BGP state = Established", StringComparison.Ordinal);

    public override bool HasRoute(string prefix) =>
        Ask($"show bgp {Family} unicast {prefix}").Contains("best", StringComparison.Ordinal);

    public override string Picture() =>
        Ask("show bgp summary") + Ask($"show bgp {Family} unicast") + Ask($"show bgp neighbors {Setup.Remote}") + Log;

    protected override Daemon Launch()
    {
        string password = Setup.Password is { } key ? $" neighbor {Setup.Remote} password {key}" : string.Empty;
        string ttl = Setup.TtlSecurity ? $" neighbor {Setup.Remote} ttl-security hops 1" : string.Empty;
        string passive = Setup.Passive ? $" neighbor {Setup.Remote} passive" : string.Empty;
        Folder.Write(
            "bgpd.conf",
            $"""
            log stdout
            router bgp {Setup.Asn}
             bgp router-id 10.99.0.2
             no bgp ebgp-requires-policy
             no bgp network import-check
             neighbor {Setup.Remote} remote-as {Setup.RemoteAsn}
             neighbor {Setup.Remote} update-source {Setup.Address}
             neighbor {Setup.Remote} timers 10 30
             neighbor {Setup.Remote} timers connect 1
            {password}
            {ttl}
            {passive}
             address-family {Family} unicast
              network {Setup.Network}
              neighbor {Setup.Remote} activate
             exit-address-family
            exit

            """);

        // -Z: no zebra; -S: no change of user; -n: nothing for the kernel.
        return StartWith(s_libraries, DebianPackages.File("frr", "usr/lib/frr/bgpd"), "-Z", "-S", "-n",
            "-f", Folder.PathOf("bgpd.conf"), "-i", Folder.PathOf("pid"), "--vty_socket", Folder.Folder,
            "-P", "0", "-p", "179", "-l", Setup.Address, "--log", "stdout");
    }

    protected override bool Answers() => Ask("show version").Contains("FRRouting", StringComparison.Ordinal);

    private string Ask(string command) => FrrSocket.Ask(Folder.PathOf("bgpd.vty"), command);
}
