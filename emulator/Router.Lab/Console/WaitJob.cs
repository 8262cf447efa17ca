using System.Text;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>Ends when every expected session of the lab is up.</summary>
internal sealed class WaitJob : ConsoleJob
{
    private static readonly Duration s_step = Duration.FromMilliseconds(5);

    private readonly RunningLab _lab;
    private Instant _next = Instant.Zero;

    public WaitJob(RunningLab lab) => _lab = lab;

    public override Instant PollAt() => _next;

    public override bool Poll(Instant now, StringBuilder output)
    {
        _next = now + s_step;
        return _lab.IsReady;
    }
}
