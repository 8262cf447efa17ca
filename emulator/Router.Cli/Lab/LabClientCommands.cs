using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Cli.Commands;

namespace Router.Cli.Lab;

/// <summary>The commands that talk to a lab that runs already.</summary>
internal static class LabClientCommands
{
    public static void AddTo(Command lab, Option<string?> name)
    {
        lab.Add(Passed("ps", "Nodes and pods of the lab", name));
        lab.Add(Passed("links", "Cables with their impairments and counts", name));
        lab.Add(Passed("exec", "A console command on a node or pod: lab exec NODE -- COMMAND", name));
        lab.Add(Passed("ping", "Ping: lab ping SRC DST [-c N]", name));
        lab.Add(Passed("trace", "The way of one packet, with every decision: lab trace SRC DST", name));
        lab.Add(Passed("log", "The last lines of a node's log: lab log NODE", name));
        lab.Add(Passed("wait", "Wait until every session is up", name));
        lab.Add(Passed("link", "Plug a cable in, or pull it: lab link NODE:PORT up|down", name));
        lab.Add(Passed("power", "Switch a node on or off: lab power NODE on|off", name));
        lab.Add(Passed("reset", "Start a node anew: lab reset NODE", name));
        lab.Add(Passed("pause", "Stop the time of a machine: lab pause NODE", name));
        lab.Add(Passed("continue", "Let a machine go on: lab continue NODE", name));
        lab.Add(Passed("down", "End the lab", name));
        lab.Add(Capture(name));
    }

    // The lab itself knows what these take: words pass through, options of ping and of consoles included.
    private static Command Passed(string word, string description, Option<string?> name)
    {
        var words = new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(word, description) { words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result => ExecCommand.Run(
            LabPlaces.SocketOf(LabPlaces.Choose(result.GetValue(name))),
            [word, .. PassedWords(result, name)]));
        return command;
    }

    // Words in the order they were typed: parsing has split them into arguments and rest. The lab's own name is not
    // among them, unless it comes after --, where all words are the command's.
    private static List<string> PassedWords(ParseResult result, Option<string?> name)
    {
        var words = new List<string>();
        bool skip = false;
        foreach (Token token in result.Tokens)
        {
            bool named = token.Type == TokenType.Option
                && (token.Value == name.Name || name.Aliases.Contains(token.Value));
            if (!skip && !named && token.Type is not (TokenType.Command or TokenType.DoubleDash))
            {
                words.Add(token.Value);
            }

            skip = named;
        }

        return words;
    }

    private static Command Capture(Option<string?> name)
    {
        var port = new Argument<string>("port") { Description = "NODE:PORT, such as node02:ens33" };
        Option<string> file = CaptureFile.Option();
        Option<int> count = CaptureFile.Count();
        var command = new Command("capture", "Write the frames of a port to a pcapng file") { port, file, count };
        command.SetAction(result => CaptureFile.Write(
            LabPlaces.SocketOf(LabPlaces.Choose(result.GetValue(name))),
            "capture " + result.GetRequiredValue(port),
            result.GetRequiredValue(port),
            result.GetValue(file)!,
            result.GetValue(count),
            epochNanoseconds: 0));
        return command;
    }
}
