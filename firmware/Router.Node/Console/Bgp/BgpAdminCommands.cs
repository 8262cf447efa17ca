using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>clear bgp</c>, <c>enable bgp</c>, <c>disable bgp</c>.</summary>
internal static class BgpAdminCommands
{
    public const string ClearUsage = "clear bgp PEER | * [soft [in | out]]";

    public static ConsoleJob Clear(IBgpConsole console, ConsoleRequest request)
    {
        IReadOnlyList<string> words = request.Arguments;
        bool isSoft = words.Count > 1 && words[1] == "soft";
        bool isSound = words.Count == 1 || (isSoft && words.Count == 2)
            || (isSoft && words.Count == 3 && words[2] is "in" or "out");
        if (!isSound)
        {
            return ConsoleJob.Finished($"usage: {ClearUsage}", 2);
        }

        string direction = words.Count == 3 ? words[2] : "both";
        return ForEach(console, words[0], peer => isSoft
            ? Soften(console.Speaker, peer, direction, request.Now)
            : Reset(console.Speaker, peer, request.Now));
    }

    public static ConsoleJob Enable(IBgpConsole console, ConsoleRequest request, bool isEnabled)
    {
        string verb = isEnabled ? "enable" : "disable";
        if (request.Arguments.Count == 0 || (isEnabled && request.Arguments.Count > 1))
        {
            return ConsoleJob.Finished($"usage: {verb} bgp PEER | *{(isEnabled ? "" : " [MESSAGE]")}", 2);
        }

        string? text = request.Arguments.Count > 1 ? string.Join(' ', request.Arguments.Skip(1)).Trim('"') : null;
        return ForEach(console, request.Arguments[0], peer =>
        {
            if (peer.Enabled == isEnabled)
            {
                return (true, $"already {verb}d");
            }

            console.Speaker.SetAdmin(peer.Index, isEnabled, request.Now, text);
            return (true, verb + "d");
        });
    }

    private static (bool, string) Reset(BgpSpeaker speaker, BgpPeerView peer, Instant now)
    {
        if (!peer.Enabled)
        {
            return (false, "is disabled: enable it first");
        }

        speaker.Reset(peer.Index, now);
        return (true, "session reset");
    }

    private static (bool, string) Soften(BgpSpeaker speaker, BgpPeerView peer, string direction, Instant now)
    {
        if (peer.State != BgpState.Established)
        {
            return (false, $"the session is not up, it is {peer.State}");
        }

        if (direction != "out" && !speaker.RequestRefresh(peer.Index, now))
        {
            return (false, "the peer does not know route refresh (RFC 2918): clear bgp without soft");
        }

        if (direction != "in")
        {
            speaker.Reexport(peer.Index, now);
        }

        return (true, direction switch
        {
            "in" => "asked for its routes again",
            "out" => "looking at what it has from us again",
            _ => "asked for its routes again, and looking at what it has from us",
        });
    }

    private static ConsoleJob ForEach(IBgpConsole console, string word, Func<BgpPeerView, (bool Done, string Text)> act)
    {
        if (!BgpPeerNames.TryFind(console, word, out List<BgpPeerView> peers, out ConsoleJob? error))
        {
            return error!;
        }

        bool isDone = true;
        StringBuilder text = new();
        foreach (BgpPeerView peer in peers)
        {
            (bool done, string outcome) = act(peer);
            isDone &= done;
            text.Append(peer.Options.Name).Append(": ").Append(outcome).Append('\n');
        }

        return ConsoleJob.Finished(text.ToString(), isDone ? 0 : 1);
    }
}
