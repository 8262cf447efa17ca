using System.Text;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>The table of nodes, as soon as the machines among them have said how their sessions are.</summary>
internal sealed class PsJob : ConsoleJob
{
    private static readonly Duration s_step = Duration.FromMilliseconds(20);
    private static readonly Duration s_patience = Duration.FromSeconds(5);

    private readonly RunningLab _lab;
    private readonly bool _json;
    private readonly Instant _deadline;
    private Instant _next = Instant.Zero;

    public PsJob(RunningLab lab, bool json, Instant now)
    {
        _lab = lab;
        _json = json;
        _deadline = now + s_patience;
        lab.MachineSessions.Forget();
    }

    public override Instant PollAt() => _next;

    public override bool Poll(Instant now, StringBuilder output)
    {
        _next = now + s_step;
        string table = _json ? LabTables.NodesJson(_lab) : LabTables.Nodes(_lab) + LabTables.Footer(_lab);
        if (!_lab.MachineSessions.AreKnown && now < _deadline)
        {
            return false;
        }

        output.Append(table);
        return true;
    }
}
