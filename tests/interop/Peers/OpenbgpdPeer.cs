using System;
using System.IO;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>OpenBGPD, asked by bgpctl.</summary>
internal sealed class OpenbgpdPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private static readonly string[] s_libraries = ["libevent-2.1-7"];

    public override bool IsEstablished() =>
        Ask("show", "neighbor", Setup.Remote).Contains("BGP state = Established", StringComparison.Ordinal);

    public override bool HasRoute(string prefix)
    {
        // A line of flags ("*>" is valid and best), prefix and so on; the state of validation stands between them.
        foreach (string line in Ask("show", "rib", "best", prefix).Split('\n'))
        {
            if (line.Contains($" {prefix} ", StringComparison.Ordinal) && line.Contains("*>", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public override string Picture() =>
        Ask("show") + Ask("show", "neighbor", Setup.Remote) + Ask("show", "rib") + Log;

    protected override Daemon Launch()
    {
        string config = Folder.Write(
            "bgpd.conf",
            $$"""
            AS {{Setup.Asn}}
            router-id 10.99.0.2
            socket "{{Folder.PathOf("bgpd.sock")}}"
            listen on {{Setup.Address}}
            holdtime 30
            fib-update no
            nexthop qualify via default
            network {{Setup.Network}}
            neighbor {{Setup.Remote}} {
              remote-as {{Setup.RemoteAsn}}
              local-address {{Setup.Address}}
              {{(Setup.Passive ? "passive" : string.Empty)}}
              {{(Setup.Password is { } key ? $"tcp md5sig password {key}" : string.Empty)}}
              {{(Setup.TtlSecurity ? "ttl-security yes" : string.Empty)}}
              announce IPv4 {{(Setup.IsV6 ? "none" : "unicast")}}
              announce IPv6 {{(Setup.IsV6 ? "unicast" : "none")}}
            }
            allow from any
            allow to any

            """);
        Run.Must("chmod", "600", config);

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

    private string Ask(params string[] arguments) => Try(arguments).Both + "\n";

    private ProcessResult Try(params string[] arguments) => Place.Try("env",
    [
        LibraryPath(s_libraries), DebianPackages.File("openbgpd", "usr/sbin/bgpctl"), "-s", Folder.PathOf("bgpd.sock"),
        .. arguments,
    ]);
}
