using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>The commands that show and steer a speaker in the words of vtysh.</summary>
internal static class BgpCommands
{
    public static IEnumerable<ConsoleCommand> For(IBgpConsole console) =>
    [
        new("show bgp summary", "show bgp summary", "Sessions, as vtysh lists them",
            request => BgpSummaryCommand.Show(console, request)),
        new("show ip bgp summary", "show ip bgp summary", "The same, as vtysh's users type it",
            request => BgpSummaryCommand.Show(console, request)),
        new("show bgp routes", "show bgp routes", "Paths in the Loc-RIB and what became of them",
            request => BgpRoutesCommand.Show(console, request)),
        new("show log", "show log [LINES]", "The last lines of the log",
            request => LogCommand.Show(console, request)),
    ];
}
