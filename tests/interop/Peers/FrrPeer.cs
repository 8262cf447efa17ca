using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>FRR's bgpd alone: no zebra, so routes stay in BGP. It is asked over its vty socket.</summary>
internal sealed class FrrPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private static readonly string[] s_libraries =
        ["frr", "libyang2", "libc-ares2", "libjson-c5", "libcap2", "libpcre2-8-0"];

    /// <summary>
    /// Whoever speaks to it tells it no link-local next hop. Seen of FRR 8.4.4: without zebra bgpd knows no interfaces,
    /// withdraws such routes, and with ADD-PATH loses its place in them and ends the session (3/10).
    /// </summary>
    /// <param name="other">The place of who speaks to it; IPv6 is still off there.</param>
    /// <param name="port">The interface.</param>
    public static void LeaveWithoutLinkLocal(NetNamespace other, string port) =>
        other.Ip("link", "set", port, "addrgenmode", "none");

    public override Dictionary<string, List<SeenPath>> Table(bool v6, string? prefix = null)
    {
        using JsonDocument answer =
            JsonDocument.Parse(Ask($"show bgp {(v6 ? "ipv6" : "ipv4")} unicast {prefix} json"));
        JsonElement root = answer.RootElement;
        return prefix is null ? FrrTable.Read(root)
            : root.TryGetProperty("paths", out _) ? new() { [prefix] = FrrTable.ReadPaths(root) }
            : [];
    }

    public override string About(string remote) => Ask($"show bgp neighbors {remote}");

    public override string Picture() =>
        Ask("show bgp summary") + Ask("show bgp ipv4 unicast") + Ask("show bgp ipv6 unicast")
        + Ask("show bgp neighbors") + Log;

    public override void AskForRoutes(string remote)
    {
        foreach (bool v6 in new[] { false, true })
        {
            Ask($"clear bgp {(v6 ? "ipv6" : "ipv4")} unicast {remote} soft in");
        }
    }

    public override void ShutDown(string remote, string text) =>
        Ask("configure terminal", $"router bgp {Setup.Asn}", $"neighbor {remote} shutdown message {text}");

    public override void Enable(string remote) =>
        Ask("configure terminal", $"router bgp {Setup.Asn}", $"no neighbor {remote} shutdown");

    protected override bool IsUp(string remote) =>
        About(remote).Contains("BGP state = Established", StringComparison.Ordinal);

    protected override Daemon Launch()
    {
        Folder.Write("bgpd.conf", FrrText.Of(Setup, Announced));

        // -Z: no zebra; -S: no change of user; -n: nothing for the kernel.
        return StartWith(s_libraries, DebianPackages.File("frr", "usr/lib/frr/bgpd"), ["-Z", "-S", "-n",
            "-f", Folder.PathOf("bgpd.conf"), "-i", Folder.PathOf("pid"), "--vty_socket", Folder.Folder,
            "-P", "0", "-p", "179", .. Setup.Addresses.SelectMany(static one => new[] { "-l", one }),
            "--log", "stdout"]);
    }

    protected override bool Answers() => Ask("show version").Contains("FRRouting", StringComparison.Ordinal);

    protected override void OnAnnounce(Announcement one) => Ask(
    [
        "configure terminal", .. FrrText.RouteMap(one), $"router bgp {Setup.Asn}",
        $"address-family {(one.IsV6 ? "ipv6" : "ipv4")} unicast", FrrText.Network(one),
    ]);

    protected override void OnWithdraw(Announcement one) => Ask(
        "configure terminal", $"router bgp {Setup.Asn}",
        $"address-family {(one.IsV6 ? "ipv6" : "ipv4")} unicast", "no " + FrrText.Network(one));

    private string Ask(params string[] commands) => FrrSocket.Ask(Folder.PathOf("bgpd.vty"), commands);
}
