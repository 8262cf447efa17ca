using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary>Which peers a word means: an address, a name, or <c>*</c> and <c>all</c> for all of them.</summary>
internal static class BgpPeerNames
{
    public static bool TryFind(IBgpConsole console, string word, out List<BgpPeerView> peers, out ConsoleJob? error)
    {
        IReadOnlyList<BgpPeerView> known = console.Speaker.Peers();
        peers = known.Where(peer => word is "*" or "all" || peer.Options.RemoteAddress.ToString() == word
            || peer.Options.Name == word).ToList();
        error = peers.Count > 0 ? null : ConsoleJob.Finished(Unknown(known, word), 1);
        return error is null;
    }

    // A mistyped peer is answered with those that exist.
    private static string Unknown(IReadOnlyList<BgpPeerView> known, string word)
    {
        const int Most = 10;
        string[] names = known.OrderByDescending(peer => peer.Options.Name.Contains(word, StringComparison.Ordinal)
                || peer.Options.RemoteAddress.ToString().Contains(word, StringComparison.Ordinal))
            .Take(Most).Select(static peer => $"  {peer.Options.RemoteAddress}  {peer.Options.Name}").ToArray();
        return known.Count == 0
            ? $"no peer {word}: there are none"
            : $"no peer {word}; there {(known.Count == 1 ? "is" : "are")}\n{string.Join('\n', names)}"
                + (known.Count > Most ? $"\n  and {known.Count - Most} more: show bgp summary" : string.Empty);
    }
}
