using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Router.Calico.Yaml;
using Router.Images.Boards;

namespace Router.Cli.Commands;

/// <summary><c>router boards</c>: what boards there are and what each can do.</summary>
internal static class BoardsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "Show this board in full",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var folder = new Option<string?>("--boards")
        {
            Description = "A folder with more boards: NAME/board.yaml",
            Recursive = true,
        };
        var output = new Option<string>("-o")
        {
            Description = "text or json",
            DefaultValueFactory = static _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("boards", "List the boards and what each can do; docs/boards.md explains")
        {
            name, folder, output, CreateCheck(folder),
        };
        command.SetAction(result => Show(
            result.GetValue(name), result.GetValue(folder), result.GetValue(output) == "json"));
        return command;
    }

    private static Command CreateCheck(Option<string?> folder)
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Board files; without any, all shipped ones and those of --boards",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var check = new Command("check", "Check board files, and tell of every mistake by line and column") { files };
        check.SetAction(result => Check(result.GetRequiredValue(files), result.GetValue(folder)));
        return check;
    }

    private static int Show(string? name, string? folder, bool isJson)
    {
        var report = new ConfigReport();
        IReadOnlyList<Board> boards = BoardCatalog.Load(folder, report);
        Print(report);
        if (name is not null)
        {
            if (boards.FirstOrDefault(board => board.Name == name) is not { } found)
            {
                Console.Error.WriteLine("error: " + BoardCatalog.Unknown(name, boards));
                return 1;
            }

            Console.Out.Write(isJson ? BoardsJson.Write(found) : BoardsText.Write(found));
        }
        else
        {
            Console.Out.Write(isJson ? BoardsJson.Write(boards) : BoardsText.Write(boards));
        }

        return report.HasErrors ? 1 : 0;
    }

    private static int Check(string[] files, string? folder)
    {
        IEnumerable<(string Path, string Text)> all = files.Length == 0
            ? BoardCatalog.Shipped.Concat(BoardCatalog.In(folder))
            : files.Select(static file => (file, File.ReadAllText(file)));
        int good = 0;
        int bad = 0;
        foreach ((string path, string text) in all)
        {
            var report = new ConfigReport();
            bool isGood = BoardReader.Read(path, text, report) is not null;
            good += isGood ? 1 : 0;
            bad += isGood ? 0 : 1;
            Print(report);
            Console.WriteLine($"{(isGood ? "ok   " : "FAIL ")} {path}");
        }

        Console.WriteLine(bad == 0 ? $"{good} boards, all good" : $"{bad} of {good + bad} boards have mistakes");
        return bad == 0 ? 0 : 1;
    }

    private static void Print(ConfigReport report)
    {
        foreach (ConfigError error in report.Errors)
        {
            Console.Error.WriteLine($"error: {error}");
        }
    }
}
