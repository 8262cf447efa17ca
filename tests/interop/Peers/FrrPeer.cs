using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>
/// FRR's bgpd, asked over its vty socket: alone, so that routes stay in BGP, or with zebra and bfdd, which stay when it
/// dies.
/// </summary>
internal sealed class FrrPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private static readonly string[] s_libraries =
        ["frr", "libyang2", "libc-ares2", "libjson-c5", "libcap2", "libpcre2-8-0"];

    private readonly Dictionary<string, Daemon> _beside = [];

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
        string.Concat(_beside.Select(static one => one.Value.Log))
        + AskBeside("zebra", "show ip route") + AskBeside("bfdd", "show bfd peers")
        + Ask("show bgp summary") + Ask("show bgp ipv4 unicast") + Ask("show bgp ipv6 unicast")
        + Ask("show bgp neighbors") + Log;

    /// <summary>One command to zebra or bfdd, as <c>show bfd peers</c>.</summary>
    public string AskBeside(string name, string command) => FrrSocket.Ask(Folder.PathOf(name + ".vty"), command);

    /// <summary>
    /// zebra or bfdd is stopped where it stands: it says nothing any more, and the kernel answers for it.
    /// </summary>
    public void Freeze(string name) => _beside[name].Signal(19);

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

    public override void Dispose()
    {
        foreach (Daemon one in _beside.Values)
        {
            one.Dispose();
        }

        base.Dispose();
    }

    protected override bool IsUp(string remote) =>
        About(remote).Contains("BGP state = Established", StringComparison.Ordinal);

    protected override Daemon Launch()
    {
        if (Setup.ForwardsByKernel && _beside.Count == 0)
        {
            LaunchBeside("zebra");
            LaunchBeside("bfdd", "--bfdctl", Folder.PathOf("bfdd.sock"));
        }

        // -Z: no zebra; -n: nothing for the kernel.
        return Launch("bgpd", FrrText.Of(Setup, Announced),
        [
            "-p", "179", .. Setup.Addresses.SelectMany(static one => new[] { "-l", one }),
            .. Lines.If(!Setup.ForwardsByKernel, "-Z", "-n"),
        ]);
    }

    protected override bool Answers() => Answers("bgpd");

    protected override void OnAnnounce(Announcement one) => Ask(
    [
        "configure terminal", .. FrrText.RouteMap(one), $"router bgp {Setup.Asn}",
        $"address-family {(one.IsV6 ? "ipv6" : "ipv4")} unicast", FrrText.Network(one),
    ]);

    protected override void OnWithdraw(Announcement one) => Ask(
        "configure terminal", $"router bgp {Setup.Asn}",
        $"address-family {(one.IsV6 ? "ipv6" : "ipv4")} unicast", "no " + FrrText.Network(one));

    private void LaunchBeside(string name, params string[] more)
    {
        _beside.Add(name, Launch(name, string.Empty, more));
        _beside[name].WaitUntil($"FRR's {name} answers", () => Answers(name));
    }

    private Daemon Launch(string name, string config, params string[] more)
    {
        // FRR insists on a group that installing it would make: the namespace's own /etc/group has it.
        string group = Folder.Write("group", File.ReadAllText("/etc/group") + "frrvty:x:0:\n");
        return Place.Start("sh",
        [
            "-c", $"mount --bind {group} /etc/group && exec env \"$@\"", "sh",
            LibraryPath(s_libraries), DebianPackages.File("frr", "usr/lib/frr/" + name),
            "-f", Folder.Write(name + ".conf", config), "-u", "root", "-g", "root", "-i", Folder.PathOf(name + ".pid"),
            "-z", Folder.PathOf("zserv.api"), "--vty_socket", Folder.Folder, "-P", "0", "--log", "stdout", .. more,
        ]);
    }

    private bool Answers(string name) =>
        AskBeside(name, "show version").Contains("FRRouting", StringComparison.Ordinal);

    private string Ask(params string[] commands) => FrrSocket.Ask(Folder.PathOf("bgpd.vty"), commands);
}
