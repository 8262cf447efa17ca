using System;
using System.Collections.Generic;
using System.Linq;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>The board's consoles: where it was started from, and each further terminal of its machine.</summary>
internal sealed class Terminals : IDisposable
{
    /// <summary>The environment variable with the devices of more terminals, separated by blanks.</summary>
    public const string Variable = "ROUTER_TERMINALS";

    private readonly List<TerminalConsole> _consoles = [];

    /// <param name="ownsMachine"><c>exit</c> is no way to end what would only start again.</param>
    /// <param name="complain">Takes what is said of a terminal that is not there.</param>
    public Terminals(Board board, PollLoop loop, bool ownsMachine, Action<string> complain)
    {
        OwnTerminal own = new();
        if (own.IsReadable)
        {
            _consoles.Add(new TerminalConsole(board, loop, own, mayEnd: !ownsMachine));
        }

        foreach (string path in (Environment.GetEnvironmentVariable(Variable) ?? string.Empty)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (DeviceTerminal.TryOpen(path, out string reason) is { } terminal)
            {
                _consoles.Add(new TerminalConsole(board, loop, terminal, mayEnd: false));
            }
            else
            {
                complain($"no console there: {reason}");
            }
        }
    }

    /// <summary>An operator wants the board to end.</summary>
    public bool Ended => _consoles.Exists(static console => console.Ended);

    public Instant PollAt() =>
        _consoles.Count == 0 ? Instant.Never : _consoles.Min(static console => console.PollAt());

    /// <summary>Ctrl-C ends the commands under way; false when there are none, so that it is meant for the board.
    /// </summary>
    public bool TryInterrupt()
    {
        bool any = false;
        foreach (TerminalConsole console in _consoles)
        {
            any |= console.TryInterrupt();
        }

        return any;
    }

    public void Poll(Instant now, ReadOnlySpan<Ready> ready)
    {
        foreach (TerminalConsole console in _consoles)
        {
            console.Poll(now, ready);
        }
    }

    public void Dispose() => _consoles.ForEach(static console => console.Dispose());
}
