using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>
/// Finds the command a line names. The shell is not modal; words may be abbreviated (<c>sh ip ro</c>), and
/// <c>-o json</c> anywhere or <c>json</c> at the end asks for JSON.
/// </summary>
public sealed class ConsoleShell
{
    /// <summary>In front of a line: only commands that change nothing.</summary>
    public const string RestrictedWord = "restricted";

    private static readonly string[] s_showing = ["show", "ip", "route", "node", "help", "echo", "restrict"];

    private readonly List<ConsoleCommand> _commands;

    public ConsoleShell(IEnumerable<ConsoleCommand> commands)
    {
        _commands = commands.ToList();
        _commands.Add(new ConsoleCommand("help", "help", "List the commands",
            request => ConsoleJob.Finished(request.Json ? HelpJson() : Help())));
    }

    public ConsoleJob Execute(string line, Instant now)
    {
        List<string> words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToList();
        if (!TryTakeFormat(words, out bool json, out string error))
        {
            return ConsoleJob.Finished(error, 2);
        }

        bool isRestricted = words.Count > 1 && words[0] == RestrictedWord;
        if (isRestricted)
        {
            words.RemoveAt(0);
        }

        if (words.Count == 0)
        {
            return ConsoleJob.Finished(string.Empty);
        }

        if (words[0] == "?")
        {
            return ConsoleJob.Finished(json ? HelpJson() : Help());
        }

        ConsoleCommand[] matches = Matching(words);
        if (matches.Length == 1 && isRestricted && !s_showing.Contains(matches[0].Path[0]))
        {
            return CodedReply.Only(8007, "Access denied");
        }

        if (matches.Length == 1)
        {
            string[] arguments = words.Skip(matches[0].Path.Length).ToArray();
            return matches[0].Start(new ConsoleRequest(arguments, json, now));
        }

        return ConsoleJob.Finished(matches.Length == 0 ? Unknown(words) : Ambiguous(matches), 2);
    }

    private static bool TryTakeFormat(List<string> words, out bool json, out string error)
    {
        json = false;
        error = string.Empty;
        int option = words.IndexOf("-o");
        if (option >= 0)
        {
            string format = option + 1 < words.Count ? words[option + 1] : string.Empty;
            if (format is not ("json" or "text"))
            {
                error = $"-o takes json or text, not '{format}'";
                return false;
            }

            json = format == "json";
            words.RemoveRange(option, 2);
        }

        if (words.Count > 1 && words[^1] is "json" or "-j")
        {
            json = true;
            words.RemoveAt(words.Count - 1);
        }

        // iproute2 takes its options before the object: ip -j route.
        if (words.Count > 1 && words[0] == "ip" && words[1] == "-j")
        {
            json = true;
            words.RemoveAt(1);
        }

        return true;
    }

    // The longest path wins, so that a command may be the beginning of another one's words; exact words beat
    // abbreviations.
    private ConsoleCommand[] Matching(List<string> words)
    {
        ConsoleCommand[] found = _commands.Where(command => Matches(command.Path, words)).ToArray();
        if (found.Length <= 1)
        {
            return found;
        }

        int longest = found.Max(command => command.Path.Length);
        found = found.Where(command => command.Path.Length == longest).ToArray();
        for (int i = 0; i < longest && found.Length > 1; i++)
        {
            ConsoleCommand[] exact = found.Where(command => command.Path[i] == words[i]).ToArray();
            found = exact.Length > 0 ? exact : found;
        }

        return found;
    }

    private static bool Matches(string[] path, List<string> words) =>
        words.Count >= path.Length
        && path.Select((word, i) => word.StartsWith(words[i], StringComparison.Ordinal)).All(static matches => matches);

    private string Unknown(List<string> words)
    {
        var text = new StringBuilder($"unknown command: {string.Join(' ', words)}\n");
        ConsoleCommand[] near = _commands
            .Where(command => command.Path[0].StartsWith(words[0], StringComparison.Ordinal)).ToArray();
        foreach (ConsoleCommand command in near)
        {
            text.Append("  ").Append(command.Usage).Append('\n');
        }

        return near.Length > 0 ? text.ToString() : text.Append("'help' lists the commands\n").ToString();
    }

    private static string Ambiguous(ConsoleCommand[] matches) =>
        $"ambiguous: {string.Join(", ", matches.Select(static command => command.Words))}";

    private IEnumerable<ConsoleCommand> Sorted() =>
        _commands.OrderBy(static command => command.Words, StringComparer.Ordinal);

    private string HelpJson() => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (ConsoleCommand command in Sorted())
        {
            json.WriteStartObject();
            json.WriteString("command", command.Words);
            json.WriteString("usage", command.Usage);
            json.WriteString("summary", command.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private string Help() => TextTable.Plain(
        ["COMMAND", "WHAT IT DOES"],
        Sorted().Select(static command => new[] { command.Usage, command.Summary }).ToArray())
        + "\nEach also takes -o json. Words may be abbreviated.\n";
}
