using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>Every board there is: those that travel inside the binary, and those of a folder.</summary>
public static class BoardCatalog
{
    // As the files lie in the source: boards/NAME/board.yaml.
    private const string Prefix = "boards/";

    private static readonly Assembly s_home = typeof(BoardCatalog).Assembly;

    /// <summary>Paths and texts of the shipped boards, by name.</summary>
    public static IEnumerable<(string Path, string Text)> Shipped =>
        s_home.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(static name => (name, TextOf(name)));

    /// <summary>All boards by name; one of the folder stands for a shipped one of its name.</summary>
    /// <param name="folder">Holds <c>NAME/board.yaml</c>, as <c>boards/</c> does; null: the shipped ones alone.</param>
    /// <param name="report">Takes what is wrong with a file; its board is left out.</param>
    public static IReadOnlyList<Board> Load(string? folder, ConfigReport report)
    {
        var boards = new SortedDictionary<string, Board>(StringComparer.Ordinal);
        foreach ((string path, string text) in Shipped.Concat(In(folder)))
        {
            if (BoardReader.Read(path, text, report) is { } board)
            {
                boards[board.Name] = board;
            }
        }

        return [.. boards.Values];
    }

    /// <summary>The board files of a folder.</summary>
    /// <exception cref="IOException">The folder is not there.</exception>
    public static IEnumerable<(string Path, string Text)> In(string? folder) => folder is null
        ? []
        : Directory.EnumerateDirectories(folder).Select(static board => Path.Combine(board, BoardReader.FileName))
            .Where(File.Exists).Order(StringComparer.Ordinal).Select(static file => (file, File.ReadAllText(file)));

    /// <summary>What is said of a board that is not there.</summary>
    public static string Unknown(string name, IReadOnlyList<Board> boards)
    {
        string[] known = [.. boards.Select(static board => board.Name)];
        string? meant = Spelling.Closest(name, known);
        return $"no board '{name}'" + (meant is null ? string.Empty : $", did you mean '{meant}'?")
            + $"; there are {string.Join(", ", known)}";
    }

    private static string TextOf(string name)
    {
        using var reader = new StreamReader(s_home.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
