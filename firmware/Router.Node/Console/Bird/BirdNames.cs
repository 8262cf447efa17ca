using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary>Which protocols an argument names: a name, a pattern in quotes, or all of them.</summary>
internal static class BirdNames
{
    /// <summary>The protocol that stands for the prefixes that this speaker originates.</summary>
    public const string Static = "static1";

    /// <summary>True when it names at least one; else <paramref name="error"/> is the answer.</summary>
    public static bool TryFind(
        IBgpConsole console, string argument, out List<BgpPeerView> peers, out bool isStatic, out ConsoleJob? error)
    {
        bool isAll = argument is "all" or "*";
        bool isPattern = argument.StartsWith('"');
        string name = argument.Trim('"');
        peers = console.Speaker.Peers().Where(peer => isAll
            || (isPattern ? FileSystemName.MatchesSimpleExpression(name, peer.Options.Name, ignoreCase: false)
                : peer.Options.Name == name || peer.Options.RemoteAddress.ToString() == name)).ToList();
        isStatic = isAll || (isPattern ? FileSystemName.MatchesSimpleExpression(name, Static) : name == Static);
        error = peers.Count > 0 || isStatic ? null
            : isPattern || isAll ? CodedReply.Only(8003, "No protocols match")
            : CodedReply.Only(9002, $"{name} is not a protocol{Nearest(console, name)}");
        return error is null;
    }

    /// <summary>The words of a line with those between quotes kept together, quotes included.</summary>
    public static List<string> Join(IReadOnlyList<string> words)
    {
        List<string> joined = [];
        bool isOpen = false;
        foreach (string word in words)
        {
            if (isOpen)
            {
                joined[^1] += " " + word;
            }
            else
            {
                joined.Add(word);
            }

            isOpen ^= word.Count(static character => character == '"') % 2 == 1;
        }

        return joined;
    }

    // A mistyped name is answered with what exists.
    private static string Nearest(IBgpConsole console, string name)
    {
        string[] near = console.Speaker.Peers().Select(static peer => peer.Options.Name)
            .Where(known => known.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(5).ToArray();
        return near.Length == 0 ? string.Empty : $"; there is {string.Join(", ", near)}";
    }
}
