using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>Ends when every expected session of the lab is up; with exit code 1 when they take too long.</summary>
internal sealed class WaitJob : ConsoleJob
{
    private static readonly Duration s_step = Duration.FromMilliseconds(5);
    private readonly RunningLab _lab;
    private readonly Instant _deadline;
    private Instant _next = Instant.Zero;
    private bool _cancelled;

    public WaitJob(RunningLab lab, Instant now)
    {
        _lab = lab;
        _deadline = now + lab.File.Patience;
    }

    public override Instant PollAt() => _next;

    public override bool Poll(Instant now, StringBuilder output)
    {
        _next = now + s_step;
        if (_lab.IsReady)
        {
            return true;
        }

        if (!_cancelled && now < _deadline)
        {
            return false;
        }

        IEnumerable<string> waiting = _lab.Boards
            .Where(board => _lab.Sessions(board) is var (up, expected) && up < expected)
            .Select(static board => board.Name)
            .Concat(_lab.Machines
                .Where(machine => _lab.MachineSessions.Of(machine) is var (up, expected) && up < expected)
                .Select(static machine => machine.Name));
        output.Append("not every session is up: see the log of ").AppendJoin(", ", waiting).Append('\n');
        ExitCode = 1;
        return true;
    }

    public override void Cancel()
    {
        _cancelled = true;
        _next = Instant.Zero;
    }
}
