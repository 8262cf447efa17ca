using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Images.Host;

namespace Router.Cli.Commands.Images;

/// <summary>What the commands of images have in common.</summary>
internal static class ImageRun
{
    /// <summary>A failure that says what to do becomes a line and exit code 1.</summary>
    public static int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (HostException e)
        {
            Console.Error.WriteLine($"router image: {e.Message}");
            return 1;
        }
    }

    /// <summary>The board of a name.</summary>
    /// <exception cref="HostException">There is none, or a board's file is wrong.</exception>
    public static Board Find(string name, string? folder)
    {
        IReadOnlyList<Board> boards = All(folder);
        return boards.FirstOrDefault(board => board.Name == name)
            ?? throw new HostException(BoardCatalog.Unknown(name, boards));
    }

    /// <exception cref="HostException">A board's file is wrong.</exception>
    public static IReadOnlyList<Board> All(string? folder)
    {
        var report = new ConfigReport();
        IReadOnlyList<Board> boards = BoardCatalog.Load(folder, report);
        return report.HasErrors
            ? throw new HostException(string.Join('\n', report.Errors.Select(static error => error.ToString())))
            : boards;
    }
}
