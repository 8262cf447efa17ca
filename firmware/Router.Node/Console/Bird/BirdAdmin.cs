using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

internal enum BirdAction
{
    Enable,
    Disable,
    Restart,
    Reload,
    ReloadIn,
    ReloadOut,
}

/// <summary><c>enable</c>, <c>disable</c>, <c>restart</c>, <c>reload</c>.</summary>
internal static class BirdAdmin
{
    public static ConsoleJob Start(IBgpConsole console, ConsoleRequest request, BirdAction action)
    {
        List<string> words = BirdNames.Join(request.Arguments);
        bool takesText = action is BirdAction.Disable or BirdAction.Restart;
        if (words.Count == 0 || words.Count > (takesText ? 2 : 1) || (words.Count == 2 && !words[1].StartsWith('"')))
        {
            return CodedReply.Only(9001, "syntax error: name a protocol, a \"pattern*\" or all");
        }

        if (!BirdNames.TryFind(console, words[0], out List<BgpPeerView> peers, out _, out ConsoleJob? error))
        {
            return error!;
        }

        var reply = new CodedReply();
        string? text = words.Count > 1 ? words[1].Trim('"') : null;
        foreach (BgpPeerView peer in peers)
        {
            (int code, string outcome) = Do(console.Speaker, peer, action, text, request.Now);
            reply.Line(code, $"{peer.Options.Name}: {outcome}");
        }

        return reply.End(0);
    }

    private static (int Code, string Outcome) Do(
        BgpSpeaker speaker, BgpPeerView peer, BirdAction action, string? text, Instant now)
    {
        switch (action)
        {
            case BirdAction.Enable when peer.Enabled:
                return (10, "already enabled");
            case BirdAction.Enable:
                speaker.SetAdmin(peer.Index, true, now);
                return (11, "enabled");
            case BirdAction.Disable when !peer.Enabled:
            case BirdAction.Restart when !peer.Enabled:
                return (8, "already disabled");
            case BirdAction.Disable:
                speaker.SetAdmin(peer.Index, false, now, text);
                return (9, "disabled");
            case BirdAction.Restart:
                speaker.Reset(peer.Index, now, text);
                return (12, "restarted");
            default:
                return Reload(speaker, peer, action, now);
        }
    }

    // BIRD passes over a session that is not up without a word; we say so.
    private static (int Code, string Outcome) Reload(
        BgpSpeaker speaker, BgpPeerView peer, BirdAction action, Instant now)
    {
        if (peer.State != BgpState.Established)
        {
            return (8006, "reload failed: the session is not up");
        }

        if (action != BirdAction.ReloadOut && !speaker.RequestRefresh(peer.Index, now))
        {
            return (8006, "reload failed: the peer does not know route refresh; restart the session instead");
        }

        if (action != BirdAction.ReloadIn)
        {
            speaker.Reexport(peer.Index, now);
        }

        return (15, "reloading");
    }
}
