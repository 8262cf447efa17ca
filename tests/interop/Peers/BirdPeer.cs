using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>BIRD 1.6 (one daemon for each family) or 2.</summary>
internal sealed partial class BirdPeer(NetNamespace place, PeerSetup setup, string package) : BgpPeer(place, setup)
{
    private bool IsTwo => package == Bird2;

    public override Dictionary<string, List<SeenPath>> Table(bool v6, string? prefix = null) => BirdTable.Read(
        Ask($"show route {prefix} {(IsTwo ? "table master" + (v6 ? "6" : "4") : string.Empty)} all"), PeerOf);

    // Seen of 1.6.8 and 2.0.12: it is not said of the route, but of the session that waits.
    public override bool HasStale(string prefix) => Paths(prefix).Any(
        path => About(path.From).Contains("graceful restart active", StringComparison.Ordinal));

    public override string About(string remote) => Ask("show protocols all " + NameOf(remote));

    public override string Picture() => Ask("show protocols all") + Ask("show route all") + Log;

    public override void AskForRoutes(string remote) => Ask("reload in " + NameOf(remote));

    public override void ShutDown(string remote, string text) => Ask($"disable {NameOf(remote)} \"{text}\"");

    public override void Enable(string remote) => Ask($"enable {NameOf(remote)}");

    protected override bool IsUp(string remote) =>
        About(remote).Contains("BGP state:          Established", StringComparison.Ordinal);

    protected override Daemon Launch()
    {
        WriteConfig();
        return BirdDaemon.Launch(Place, package, Folder, IsRecovering, isV6: !IsTwo && Setup.HasFamily(v6: true));
    }

    protected override bool Answers() => BirdDaemon.Answers(Folder);

    protected override void OnAnnounce(Announcement one) => Reconfigure();

    protected override void OnWithdraw(Announcement one) => Reconfigure();

    private void WriteConfig() => Folder.Write("bird.conf", BirdText.Of(Setup, Announced, IsTwo));

    private void Reconfigure()
    {
        WriteConfig();
        Ask("configure");
    }

    private string NameOf(string remote)
    {
        // Protocols of those who came out of a range are made as they come.
        foreach (Match match in Neighbour.Matches(Ask("show protocols all")))
        {
            if (match.Groups["address"].Value == remote)
            {
                return match.Groups["name"].Value;
            }
        }

        return "none";
    }

    private string? PeerOf(string name) =>
        name.StartsWith('p') && int.TryParse(name.AsSpan(1), CultureInfo.InvariantCulture, out int number)
            ? Setup.Neighbours[number - 1].Remote
            : name.StartsWith("dyn", StringComparison.Ordinal) ? "range" : null;

    private string Ask(string command) => BirdDaemon.Ask(Folder, command) ?? "(no answer)\n";

    [GeneratedRegex(@"^(?<name>\S+) +BGP (?:.*\n)(?: .*\n)*?    Neighbor address: +(?<address>[0-9a-f.:]+)",
        RegexOptions.Multiline)]
    private static partial Regex Neighbour { get; }
}
