using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>OpenBGPD, asked by bgpctl.</summary>
internal sealed class OpenbgpdPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private static readonly string[] s_libraries = ["libevent-2.1-7"];

    public override Dictionary<string, List<SeenPath>> Table(bool v6, string? prefix = null)
    {
        string[] which = prefix is null ? [v6 ? "inet6" : "inet"] : [prefix];
        using JsonDocument answer =
            JsonDocument.Parse(Try(["-j", "show", "rib", "detail", .. which]).Must().Output);
        return OpenbgpdTable.Read(answer.RootElement);
    }

    public override string About(string remote) => Ask("show", "neighbor", remote);

    public override string Picture() => Ask("show")
        + string.Concat(Setup.Neighbours.Select(one => About(one.Remote))) + Ask("show", "rib") + Log;

    public override void AskForRoutes(string remote) => Ask("neighbor", remote, "refresh");

    public override void ShutDown(string remote, string text) => Ask("neighbor", remote, "down", text);

    public override void Enable(string remote) => Ask("neighbor", remote, "up");

    protected override bool IsUp(string remote) =>
        About(remote).Contains("BGP state = Established", StringComparison.Ordinal);

    protected override Daemon Launch()
    {
        string config = WriteConfig();

        // It changes to a user of its own in an empty folder. Here that is root under another name, known to this
        // process alone.
        string home = Directory.CreateDirectory(Folder.PathOf("home")).FullName;
        string users = Folder.Write("passwd", $"root:x:0:0::/:/bin/sh\n_openbgpd:x:0:0::{home}:/usr/sbin/nologin\n");
        string groups = Folder.Write("group", "root:x:0:\n_openbgpd:x:0:\n");
        string bgpd = DebianPackages.File("openbgpd", "usr/sbin/bgpd");
        return Place.Start("unshare", "-m", "env", LibraryPath(s_libraries), "sh", "-ec",
            $"mount --bind {users} /etc/passwd; mount --bind {groups} /etc/group; exec {bgpd} -d -v -f {config}");
    }

    protected override bool Answers() => Try("show").ExitCode == 0;

    // Seen of OpenBGPD 7.7: what it has from sessions that are up before its decision process has read the
    // configuration gets no ORIGINATOR_ID and no CLUSTER_LIST when it is reflected.
    protected override void OnStarted()
    {
        if (Setup.Neighbours.Any(static one => one.IsClient))
        {
            Eventually.Holds("its decision process is configured",
                () => Log.Contains("RDE soft reconfiguration done", StringComparison.Ordinal),
                TimeSpan.FromSeconds(30), () => Log);
            foreach (NeighbourSetup one in Setup.Neighbours.Where(one => IsUp(one.Remote)))
            {
                AskForRoutes(one.Remote);
            }
        }
    }

    protected override void OnAnnounce(Announcement one) => Reload();

    protected override void OnWithdraw(Announcement one) => Reload();

    private void Reload()
    {
        WriteConfig();
        Try("reload").Must();
    }

    private string WriteConfig()
    {
        string config = Folder.Write("bgpd.conf", OpenbgpdText.Of(Setup, Announced, Folder.PathOf("bgpd.sock")));
        Run.Must("chmod", "600", config);
        return config;
    }

    private string Ask(params string[] arguments) => Try(arguments).Both + "\n";

    private ProcessResult Try(params string[] arguments) => Place.Try("env",
    [
        LibraryPath(s_libraries), DebianPackages.File("openbgpd", "usr/sbin/bgpctl"), "-s", Folder.PathOf("bgpd.sock"),
        .. arguments,
    ]);
}
