using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>What a <c>show route</c> asks for.</summary>
internal sealed class BirdRouteQuery
{
    public const string Usage =
        "show route [PREFIX | for ADDRESS] [table master] [protocol NAME] [export NAME | noexport NAME] [primary] "
        + "[all] [count | stats]";

    public IpPrefix? Prefix { get; private set; }

    public IpAddress? For { get; private set; }

    public int? Protocol { get; private set; }

    /// <summary>The peer whose share of the table is asked for.</summary>
    public int? Export { get; private set; }

    /// <summary>What that peer does not get, rather than what it gets.</summary>
    public bool IsRefused { get; private set; }

    public bool IsPrimary { get; private set; }

    public bool IsFull { get; private set; }

    public bool IsCount { get; private set; }

    public bool IsStats { get; private set; }

    /// <summary>Null and the answer, where the words make no sense.</summary>
    public static BirdRouteQuery? Read(IBgpConsole console, IReadOnlyList<string> arguments, out ConsoleJob? error)
    {
        var query = new BirdRouteQuery();
        var words = new Queue<string>(BirdNames.Join(arguments));
        error = null;
        while (error is null && words.TryDequeue(out string? word))
        {
            error = query.Take(console, word, words);
        }

        return error is null ? query : null;
    }

    private ConsoleJob? Take(IBgpConsole console, string word, Queue<string> words)
    {
        switch (word)
        {
            case "all":
                IsFull = true;
                return null;
            case "primary":
                IsPrimary = true;
                return null;
            case "count":
                IsCount = true;
                return null;
            case "stats":
                IsStats = true;
                return null;
            case "table":
                return words.TryDequeue(out string? table) && table is "master" or "master4" or "master6" or "all"
                    ? null
                    : CodedReply.Only(9001, "there is one table, master");
            case "for":
                return TakeAddress(words);
            case "protocol":
                return TakePeer(console, words, peer => Protocol = peer);
            case "export" or "preexport":
                return TakePeer(console, words, peer => Export = peer);
            case "noexport":
                IsRefused = true;
                return TakePeer(console, words, peer => Export = peer);
            default:
                return TakePrefix(word);
        }
    }

    private ConsoleJob? TakeAddress(Queue<string> words)
    {
        if (!words.TryDequeue(out string? text))
        {
            return CodedReply.Only(9001, "syntax error: for ADDRESS");
        }

        if (text.Contains('/', StringComparison.Ordinal) && IpPrefix.TryParse(text, out IpPrefix prefix))
        {
            For = prefix.Address;
        }
        else if (IpAddress.TryParse(text, out IpAddress address))
        {
            For = address;
        }

        return For is null ? CodedReply.Only(9001, $"syntax error: '{text}' is no address") : null;
    }

    private static ConsoleJob? TakePeer(IBgpConsole console, Queue<string> words, Action<int> found)
    {
        if (!words.TryDequeue(out string? name))
        {
            return CodedReply.Only(9001, "syntax error: a protocol's name is missing");
        }

        if (!BirdNames.TryFind(console, name, out List<BgpPeerView> peers, out bool isStatic, out ConsoleJob? error))
        {
            return error;
        }

        found(isStatic ? BgpPath.Local : peers.First().Index);
        return null;
    }

    // A host bit set is an error, as in BIRD, and not a wish for the prefix around it.
    private ConsoleJob? TakePrefix(string word)
    {
        bool isAddress = IpAddress.TryParse(word, out IpAddress address);
        if (isAddress)
        {
            Prefix = IpPrefix.Host(address);
            return null;
        }

        if (IpPrefix.TryParse(word, out IpPrefix prefix))
        {
            Prefix = prefix;
            return null;
        }

        return CodedReply.Only(9001, word.Contains('/', StringComparison.Ordinal)
            ? "Invalid prefix"
            : $"syntax error: '{word}'; {Usage}");
    }
}
