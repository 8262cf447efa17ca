using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Images.Boards;

namespace Router.Cli.Commands;

/// <summary>Boards as a table, and one board line by line.</summary>
internal static class BoardsText
{
    private static readonly string[] s_titles =
        ["NAME", "TITLE", "ARCH", "MEMORY", "NICS", "QEMU", "BOOT CHAIN", "BOOT PROFILES"];

    public static string Write(IReadOnlyList<Board> boards)
    {
        string[][] rows =
        [
            s_titles,
            .. boards.Select(static board => new[]
            {
                board.Name, board.Title, Word(board.Arch), board.Memory.ToString(),
                board.Nics.Count.ToString(CultureInfo.InvariantCulture), board.Qemu.Machine, Word(board.Boot.Chain),
                Profiles(board),
            }),
        ];
        int[] widths = [.. s_titles.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            string line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    public static string Write(Board board)
    {
        var text = new StringBuilder();
        foreach ((string key, string? value) in Lines(board).Where(static line => line.Value is { Length: > 0 }))
        {
            text.Append(CultureInfo.InvariantCulture, $"{key,-13}{value}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Key, string? Value)> Lines(Board board)
    {
        BoardMachine qemu = board.Qemu;
        yield return ("name", board.Name);
        yield return ("title", board.Title);
        yield return ("arch", Word(board.Arch));
        yield return ("memory", board.Memory.ToString());
        yield return ("kernel", board.Kernel.Package);
        yield return ("device tree", board.Kernel.Dtb);
        yield return ("cmdline", board.Kernel.Cmdline);
        yield return ("consoles", string.Join(' ', board.Consoles));
        yield return ("modules", string.Join(' ', board.Modules));
        foreach (BoardNic nic in board.Nics)
        {
            yield return ("nic", $"{nic.Name}: {string.Join(" or ", nic.Driver)}, "
                + (nic.Path is null ? $"number {nic.Index}" : $"at {nic.Path}"));
        }

        yield return ("watchdog", board.Watchdog is { } dog
            ? $"{string.Join(" or ", dog.Driver)}, {dog.Timeout}s" : "none");
        yield return ("boot chain", $"{Word(board.Boot.Chain)} {string.Join(", ", board.Boot.Firmware.Select(Word))}"
            .TrimEnd() + $", slots by {Word(board.Boot.Slots)}");
        yield return ("boot files", board.Boot.Package is null
            ? null : $"{string.Join(' ', board.Boot.Files)} of {board.Boot.Package}");
        yield return ("image", $"{Word(board.Image.Table)}: boot {board.Image.Boot}, slots 2 x {board.Image.Slot}, "
            + $"data {board.Image.Data}; {board.Image.Total} in all");
        yield return ("flash", $"{string.Join(", ", board.Flash.Media.Select(Word))} from {board.Flash.Smallest}");
        yield return ("QEMU", qemu.Exists
            ? $"{BoardMachine.ProgramFor(board.Arch)} -M {qemu.Machine}, {qemu.Memory}" : $"none: {qemu.Reason}");
        yield return ("QEMU note", qemu.Note);
        yield return ("QEMU NICs", qemu.Nic is { } card
            ? $"{string.Join(' ', card.Names)}: {card.Device}, link down by "
                + (card.Carrier == CarrierLoss.SetLink ? "set_link" : "unplugging") : null);
        yield return ("profiles", Profiles(board));
    }

    private static string Profiles(Board board) => !board.Qemu.Exists
        ? "-"
        : string.Join(", ", board.Qemu.Profiles) + (board.Qemu.Full.Count == 0
            ? string.Empty : $" ({string.Join(", ", board.Qemu.Full.Select(Word))})");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
