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
        new("show bgp neighbor", BgpNeighborCommand.Usage, "A peer in full, or the routes it gave or has",
            request => BgpNeighborCommand.Show(console, request)),
        new("show bgp neighbors", BgpNeighborCommand.Usage, "The same, as vtysh spells it",
            request => BgpNeighborCommand.Show(console, request)),
        new("show bgp routes", BgpRoutesCommand.Usage, "Paths in the Loc-RIB and what became of them",
            request => BgpRoutesCommand.Show(console, request)),
        new("show bgp memory", "show bgp memory", "Memory of tables, attribute sets and buffers",
            request => BgpMemoryCommand.Show(console, request)),
        .. FilterCommands.For(() => console.Speaker),
        new("clear bgp", BgpAdminCommands.ClearUsage, "End sessions and start them again, or only look again (soft)",
            request => BgpAdminCommands.Clear(console, request)),
        new("enable bgp", "enable bgp PEER | *", "Start sessions",
            request => BgpAdminCommands.Enable(console, request, isEnabled: true)),
        new("disable bgp", "disable bgp PEER | * [MESSAGE]", "End sessions and keep them down",
            request => BgpAdminCommands.Enable(console, request, isEnabled: false)),
        new("dump mrt", "dump mrt FILE", "The Loc-RIB as an MRT file (RFC 6396), for bgpdump and the like",
            request => DumpMrtCommand.Start(console, request)),
        new("show log", "show log [LINES]", "The last lines of the log",
            request => LogCommand.Show(console, request)),
        new("log", "log [LINES]", "The same", request => LogCommand.Show(console, request)),
    ];
}
