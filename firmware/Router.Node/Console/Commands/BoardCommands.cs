using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>The commands that only a board has.</summary>
internal static class BoardCommands
{
    public static IEnumerable<ConsoleCommand> For(Board board) =>
    [
        .. BgpConsole.Commands(new BoardConsole(board)),
        BfdCommand.Sessions(() => board.Bfd),
        new("show clock", "show clock", "The time of day, and who told it",
            request => ClockCommand.Show(board, request)),
        new("show tcp", "show tcp", "The board's own connections, and segments dropped before they reached one",
            request => TcpCommand.Show(board, request)),
        new("node status", "node status", "Sessions, as calicoctl lists them",
            request => NodeStatusCommand.Show(board, request)),
        new("show system", "show system", "The machine: board, version, and the slot that runs",
            request => SystemCommand.Show(board, request)),
        new("system reboot", "system reboot", "Says Cease to every peer and starts the machine anew",
            _ => EndMachine(board, isReboot: true)),
        new("system poweroff", "system poweroff", "Says Cease to every peer and switches the machine off",
            _ => EndMachine(board, isReboot: false)),
    ];

    private static ConsoleJob EndMachine(Board board, bool isReboot)
    {
        if (board.EndMachine is not { } end)
        {
            return ConsoleJob.Finished(
                "this board shares its machine with others: end it by SIGTERM, or exit\n", exitCode: 1);
        }

        end(isReboot);
        return ConsoleJob.Finished(isReboot ? "the machine reboots\n" : "the machine is switched off\n");
    }
}
