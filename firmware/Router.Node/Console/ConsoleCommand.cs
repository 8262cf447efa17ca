using System;

namespace Router.Node.Console;

/// <summary>One command: the words that name it, a line of help, and what it does.</summary>
/// <param name="Words">Such as <c>show bgp summary</c>; each word may be abbreviated while that is unambiguous.</param>
/// <param name="Usage">Words and arguments as help prints them.</param>
/// <param name="Summary">One line.</param>
/// <param name="Start">Starts the command.</param>
public sealed record ConsoleCommand(string Words, string Usage, string Summary, Func<ConsoleRequest, ConsoleJob> Start)
{
    public string[] Path { get; } = Words.Split(' ');
}
