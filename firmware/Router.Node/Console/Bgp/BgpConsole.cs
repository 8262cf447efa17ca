using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>The commands of a BGP speaker: ours, and BIRD's.</summary>
public static class BgpConsole
{
    public static IEnumerable<ConsoleCommand> Commands(IBgpConsole console) =>
        [.. BgpCommands.For(console), .. BirdCommands.For(console)];
}
