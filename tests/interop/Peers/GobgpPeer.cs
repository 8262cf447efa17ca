using System;
using System.Collections.Generic;
using System.Text.Json;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>GoBGP, asked by its own client, which also gives it its routes.</summary>
internal sealed class GobgpPeer(NetNamespace place, PeerSetup setup) : BgpPeer(place, setup)
{
    private const string Port = "eth0";

    public override Dictionary<string, List<SeenPath>> Table(bool v6, string? prefix = null)
    {
        string[] which = prefix is null ? [] : [prefix];
        ProcessResult answer = Try(["global", "rib", .. which, "-a", Family(v6), "-j"]);

        // "Network not in table", without a word of JSON.
        if (!answer.Output.StartsWith('{'))
        {
            return [];
        }

        using JsonDocument json = JsonDocument.Parse(answer.Output);
        return GobgpTable.Read(json.RootElement);
    }

    public override string About(string remote) => Ask("neighbor", remote);

    public override string Picture() => Ask("neighbor") + Ask("global", "rib", "-a", "ipv4")
        + Ask("global", "rib", "-a", "ipv6") + Log;

    public override void AskForRoutes(string remote) => Try("neighbor", remote, "softresetin").Must();

    public override void ShutDown(string remote, string text) =>
        Try("neighbor", remote, "shutdown", "--reason", text).Must();

    // Of 3.10, "disable" has no text, and "shutdown" is over after its idle hold time.
    public override void Enable(string remote)
    {
    }

    // "BGP state = ESTABLISHED" of `gobgp neighbor`; its case changed between releases.
    protected override bool IsUp(string remote) =>
        About(remote).Contains("BGP state = ESTABLISHED", StringComparison.OrdinalIgnoreCase);

    protected override Daemon Launch()
    {
        if (IsRecovering)
        {
            // Plugged in when its routes are there: else its End-of-RIB would say that they are not.
            Place.Ip("link", "set", Port, "down");
        }

        return Place.Start(DebianPackages.File("gobgpd", "usr/bin/gobgpd"),
        [
            "-f", Folder.Write("gobgpd.toml", GobgpText.Of(Setup)), "--api-hosts", "127.0.0.1:50051", "-l", "debug",
            .. Lines.If(IsRecovering, "-r"),
        ]);
    }

    protected override bool Answers() => Try("global").ExitCode == 0;

    protected override void OnStarted()
    {
        foreach (Announcement one in Announced)
        {
            OnAnnounce(one);
        }

        if (IsRecovering)
        {
            Place.Ip("link", "set", Port, "up");
        }
    }

    protected override void OnAnnounce(Announcement one) => Try(
    [
        "global", "rib", "-a", Family(one.IsV6), "add", one.Prefix, "nexthop", GobgpText.NextHop(Setup, one.IsV6),
        .. With("community", one.Standard), .. With("rt", one.Targets), .. With("large-community", one.Large),
    ]).Must();

    protected override void OnWithdraw(Announcement one) =>
        Try("global", "rib", "-a", Family(one.IsV6), "del", one.Prefix).Must();

    private static string Family(bool v6) => v6 ? "ipv6" : "ipv4";

    // Route targets stand as words of their own, the rest with commas.
    private static IEnumerable<string> With(string name, IEnumerable<string> values)
    {
        string text = string.Join(name == "rt" ? ' ' : ',', values);
        return text.Length == 0 ? [] : [name, .. text.Split(' ')];
    }

    private string Ask(params string[] arguments) => Try(arguments).Both + "\n";

    private ProcessResult Try(params string[] arguments) =>
        Place.Try(DebianPackages.File("gobgpd", "usr/bin/gobgp"), arguments);
}
