using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>The commands that only a board has.</summary>
internal static class BoardCommands
{
    public static IEnumerable<ConsoleCommand> For(Board board) =>
    [
        .. BgpConsole.Commands(new BoardConsole(board)),
        BfdCommand.Sessions(() => board.Bfd),
        new("show tcp", "show tcp", "The board's own connections, and segments dropped before they reached one",
            request => TcpCommand.Show(board, request)),
        new("node status", "node status", "Sessions, as calicoctl lists them",
            request => NodeStatusCommand.Show(board, request)),
    ];
}
