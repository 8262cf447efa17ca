using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>The commands of whoever has a BGP speaker, with a data path or without.</summary>
public static class BgpCommands
{
    /// <param name="speaker">Whose sessions and routes they show.</param>
    /// <param name="self">The next hop of own routes, as tables show it.</param>
    public static IEnumerable<ConsoleCommand> For(BgpSpeaker speaker, IpAddress self) =>
    [
        new("show bgp summary", "show bgp summary", "Sessions, as vtysh lists them",
            request => BgpSummaryCommand.Show(speaker, request)),
        new("show ip bgp summary", "show ip bgp summary", "The same, as vtysh's users type it",
            request => BgpSummaryCommand.Show(speaker, request)),
        new("show bgp routes", "show bgp routes", "Paths in the Loc-RIB and what became of them",
            request => BgpRoutesCommand.Show(speaker, self, request)),
        .. FilterCommands.For(speaker),
    ];
}
