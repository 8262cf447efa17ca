using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>
/// Reads <c>board.yaml</c>: every mistake at its place, nothing passed over. What the values mean together is
/// <see cref="BoardCheck"/>'s part, once each of them can be read.
/// </summary>
public static class BoardReader
{
    /// <summary>The file's name in a board's folder.</summary>
    public const string FileName = "board.yaml";

    /// <summary>Reads the file's text; null when the report holds new errors.</summary>
    /// <param name="path">The file as its owner named it; its folder, if it says one, is the board's name.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="report">Takes what is wrong with it.</param>
    public static Board? Read(string path, string text, ConfigReport report)
    {
        int errorsBefore = report.Errors.Count;
        IReadOnlyList<YamlNode> documents = YamlLoader.Load(path, text, report);
        if (report.Errors.Count > errorsBefore)
        {
            return null;
        }

        if (documents is not [YamlMapping mapping])
        {
            ReportShape(path, documents, report);
            return null;
        }

        var top = new YamlReader(mapping, report, string.Empty, BoardSections.Names(BoardSections.Top));
        Board board = Settings.ApplyAll(BoardSections.Top, top, new Board());
        RequiredKeys.Check(mapping, report);
        if (report.Errors.Count > errorsBefore)
        {
            return null;
        }

        board = WithDefaults(board);
        new BoardCheck(mapping, board, report).Run(FolderOf(path));
        return report.Errors.Count == errorsBefore ? board : null;
    }

    private static Board WithDefaults(Board board)
    {
        BoardMachine qemu = board.Qemu;
        return board with
        {
            Qemu = qemu with
            {
                Memory = qemu.Memory.Octets > 0 ? qemu.Memory : board.Memory,
                Nic = qemu.Nic is { Names.Count: 0 } nic
                    ? nic with { Names = [.. board.Nics.Select(static n => n.Name)] }
                    : qemu.Nic,
            },
        };
    }

    // Only a file that is called as in a folder of boards says by its folder what it is.
    private static string? FolderOf(string path)
    {
        string[] parts = path.Split('/');
        return parts.Length > 1 && parts[^1] == FileName && parts[^2] is not ("." or ".." or "") ? parts[^2] : null;
    }

    private static void ReportShape(string path, IReadOnlyList<YamlNode> documents, ConfigReport report)
    {
        const string Expected = "one mapping with the keys name, title, arch and so on";
        if (documents.Count == 0)
        {
            report.Error(new ConfigError(path, 0, 0, "the file is empty", Expected));
            return;
        }

        YamlNode node = documents.Count > 1 ? documents[1] : documents[0];
        report.Error(node, documents.Count > 1 ? "a second document" : $"found {node.Describe()}", Expected);
    }
}
