using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>The commands that only a board has.</summary>
internal static class BoardCommands
{
    public static IEnumerable<ConsoleCommand> For(Board board) =>
    [
        new("show bgp summary", "show bgp summary", "Sessions, as vtysh lists them",
            request => BgpSummaryCommand.Show(board, request)),
        new("show ip bgp summary", "show ip bgp summary", "The same, as vtysh's users type it",
            request => BgpSummaryCommand.Show(board, request)),
        new("show bgp routes", "show bgp routes", "Paths in the Loc-RIB and what became of them",
            request => BgpRoutesCommand.Show(board, request)),
        new("show tcp", "show tcp", "The board's own connections, and segments dropped before they reached one",
            request => TcpCommand.Show(board, request)),
        .. BgpCommands.For(board.Speaker, board.Plan.NodeAddress.Address),
        new("node status", "node status", "Sessions, as calicoctl lists them",
            request => NodeStatusCommand.Show(board, request)),
    ];
}
