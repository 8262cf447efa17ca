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
    private static readonly Duration s_patience = Duration.FromSeconds(60);

    private readonly RunningLab _lab;
    private readonly Instant _deadline;
    private Instant _next = Instant.Zero;
    private bool _cancelled;

    public WaitJob(RunningLab lab, Instant now)
    {
        _lab = lab;
        _deadline = now + s_patience;
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

        var waiting = _lab.Boards.Where(board => _lab.Sessions(board) is var (up, expected) && up < expected);
        output.Append("not every session is up: see the log of ")
            .AppendJoin(", ", waiting.Select(static board => board.Name)).Append('\n');
        ExitCode = 1;
        return true;
    }

    public override void Cancel()
    {
        _cancelled = true;
        _next = Instant.Zero;
    }
}
