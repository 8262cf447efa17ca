using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Interop.Support;

/// <summary>Debian's FRR from its unpacked package, zebra, bfdd and bgpd in a namespace.</summary>
internal sealed class FrrDaemons : IDisposable
{
    private readonly NetNamespace _place;
    private readonly Scratch _scratch = new();
    private readonly Cleanup _made = new();
    private readonly Dictionary<string, Daemon> _daemons = [];
    private readonly string _libraries;
    private string _log = string.Empty;

    public FrrDaemons(NetNamespace place, string bgpd)
    {
        _place = place;
        string libfrr = Path.GetDirectoryName(
            DebianPackages.File("frr", "usr/lib/x86_64-linux-gnu/frr/libfrr.so.0"))!;
        string libyang = Path.GetDirectoryName(
            DebianPackages.File("libyang2", "usr/lib/x86_64-linux-gnu/libyang.so.2"))!;
        _libraries = $"LD_LIBRARY_PATH={libfrr}:{libyang}";
        try
        {
            foreach ((string name, string config) in new[] { ("zebra", ""), ("bfdd", ""), ("bgpd", bgpd) })
            {
                Start(name, config);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One command to a daemon, as `show bfd peers`.</summary>
    public string Ask(string daemon, string command) => FrrSocket.Ask(_scratch.PathOf(daemon + ".vty"), command);

    /// <summary>
    /// The daemon is stopped where it stands: it says nothing any more, and the kernel answers for it.
    /// </summary>
    public void Freeze(string daemon) =>
        Run.Try("kill", ["-19", File.ReadAllText(_scratch.PathOf(daemon + ".pid")).Trim()]);

    /// <summary>Dies without a word.</summary>
    public void Kill(string daemon)
    {
        _daemons[daemon].Signal(9);
        _daemons[daemon].WaitForExit();
    }

    /// <summary>Starts a daemon, in the place of one that died or is to, and waits until it answers.</summary>
    public void Start(string name, string config)
    {
        if (_daemons.TryGetValue(name, out Daemon? before))
        {
            before.Signal(9);
            before.WaitForExit();
        }

        string file = _scratch.Write(name + ".conf", "log stdout informational\n" + config);
        string[] special = name == "bfdd" ? ["--bfdctl", _scratch.PathOf("bfdd.sock")] : [];

        // FRR insists on a group that installing it would make: the namespace's own /etc/group has it.
        string group = _scratch.Write("group", File.ReadAllText("/etc/group") + "frrvty:x:0:\n");
        Daemon daemon = _daemons[name] = _made.Own(_place.Start("sh",
        [
            "-c", $"mount --bind {group} /etc/group && exec env \"$@\"", "sh",
            _libraries, DebianPackages.File("frr", "usr/lib/frr/" + name), "-f", file, "-u", "root", "-g", "root",
            "-i", _scratch.PathOf(name + ".pid"), "-z", _scratch.PathOf("zserv.api"), "--vty_socket", Sockets,
            "-P", "0", .. special,
        ]));
        Eventually.Holds(
            $"FRR's {name} answers",
            () =>
            {
                Assert.That(daemon.HasExited, Is.False, () => daemon.Log);
                return File.Exists(_scratch.PathOf(name + ".vty"))
                    && Ask(name, "show version").Contains("FRRouting", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(30),
            () => daemon.Log + Ask(name, "show version"));
        _log += daemon.Log;
    }

    public string Picture() => Ask("bgpd", "show bgp neighbors") + Ask("bfdd", "show bfd peers") + _log;

    public void Dispose()
    {
        _made.Dispose();
        _scratch.Dispose();
    }

    private string Sockets => Path.GetDirectoryName(_scratch.PathOf("x"))!;
}
